/// A strength that parts all A's from all B's: the likelihood then rises without end.
struct Separation {
  /// The last strength of the class below, and the first of the class above.
  let below: Double
  let above: Double
  /// Whether the class below is A, as it should be.
  let aIsBelow: Bool

  /// - Parameter cells: one for each strength, sorted, with hits of both classes somewhere.
  /// - Returns: nil where A and B overlap, or one of them never came up.
  /// - Complexity: O(cells) and no memory: plans of strengths ask millions of times.
  init?(_ cells: some BidirectionalCollection<DoseCell>) {
    guard let lowA = cells.first(where: { $0.a > 0 })?.strength,
      let highA = cells.last(where: { $0.a > 0 })?.strength,
      let lowB = cells.first(where: { $0.b > 0 })?.strength,
      let highB = cells.last(where: { $0.b > 0 })?.strength
    else { return nil }
    if highA <= lowB {
      (below, above, aIsBelow) = (highA, lowB, true)
    } else if highB <= lowA {
      (below, above, aIsBelow) = (highB, lowA, false)
    } else {
      return nil
    }
  }
}
