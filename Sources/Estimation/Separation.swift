/// A strength that parts all A's from all B's: the likelihood then rises without end.
struct Separation {
  /// The last strength of the class below, and the first of the class above.
  let below: Double
  let above: Double
  /// Whether the class below is A, as it should be.
  let aIsBelow: Bool

  /// - Parameter cells: one for each strength, sorted, with hits of both classes somewhere.
  /// - Returns: nil where A and B overlap, or one of them never came up.
  init?(_ cells: [DoseCell]) {
    let withA = cells.filter { $0.a > 0 }.map(\.strength)
    let withB = cells.filter { $0.b > 0 }.map(\.strength)
    guard let lowA = withA.first, let highA = withA.last, let lowB = withB.first,
      let highB = withB.last
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
