/// Chances of several tests, adjusted so that rejecting all below a limit rejects a true hypothesis
/// with at most that chance, however the tests depend on one another.
///
/// - Parameter chances: one a test, each in [0, 1].
/// - Returns: in the same order; at most 1.
/// - Complexity: O(tests ln tests). Source: Holm 1979, Scand. J. Statist. 6, 65.
func holmAdjusted(_ chances: [Double]) -> [Double] {
  let order = chances.indices.sorted { (chances[$0], $0) < (chances[$1], $1) }
  var result = chances
  var largest = 0.0
  for (rank, index) in order.enumerated() {
    largest = max(largest, min(1, Double(chances.count - rank) * chances[index]))
    result[index] = largest
  }
  return result
}
