import Estimation

/// Very many different strengths, counted together with their neighbours for the fit of a curve.
///
/// A fit costs some hundred passes over the strengths. Neighbours within a thousandth of their own
/// size stand at their mean instead: the log odds of such a group are those at its mean but for
/// (slope x width)^2 / 24, some 10^-6 nats.
enum StrengthJoining {
  /// Strengths that a fit takes as they are.
  static let most = 4096
  /// Of a strength's size, that a group may span.
  private static let width = 1e-3

  /// - Parameter cells: by strength and then by group.
  /// - Returns: the same cells at their groups' strengths; nil where they are few enough.
  /// - Complexity: O(cells).
  static func joined(_ cells: [OwnRuns.Cell]) -> [OwnRuns.Cell]? {
    let different = cells.isEmpty
      ? 0 : 1 + zip(cells, cells.dropFirst()).count { $0.strength != $1.strength }
    guard different > most else { return nil }
    let share = (different + most - 1) / most
    var result = cells
    var first = 0
    var members = 0
    func close(_ end: Int) {
      if members > 1 {
        var (sum, runs) = (0.0, 0.0)
        for cell in cells[first..<end] {
          sum += (cell.strength - cells[first].strength) * Double(cell.counts.runs)
          runs += Double(cell.counts.runs)
        }
        let mean = cells[first].strength + (runs > 0 ? sum / runs : 0)
        for index in first..<end { result[index].strength = mean }
      }
      (first, members) = (end, 0)
    }
    for index in cells.indices {
      let strength = cells[index].strength
      let isNew = index == first || strength != cells[index - 1].strength
      if isNew, index > first {
        let least = cells[first].strength
        let isNear = least * strength > 0
          && strength - least <= width * min(abs(least), abs(strength))
        if members == share || !isNear { close(index) }
      }
      if isNew { members += 1 }
    }
    close(cells.count)
    return result
  }
}
