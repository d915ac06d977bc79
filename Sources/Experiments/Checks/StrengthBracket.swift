/// Whether listed strengths are close enough to where A and B are equally likely.
///
/// A grid that passes from one plateau to the other in one step says where the step is, and nothing
/// about its place within: the interpolated zero has then no information.
package enum StrengthBracket {
  /// The largest ratio of two neighbouring strengths between which answers turn.
  static let decade = 10.0

  /// - Parameter known: every strength with the mean shares of answers there, in any order, zero
  ///   among them.
  /// - Returns: nil where answers do not turn, or turn between strengths of one sign within a
  ///   decade.
  package static func warning(_ known: [(strength: Double, a: Double, b: Double)]) -> String? {
    let known = known.sorted { $0.strength < $1.strength }
    for (low, high) in zip(known, known.dropFirst()) where low.a > low.b && high.a < high.b {
      let ends = [low.strength.magnitude, high.strength.magnitude]
      let isOneSign = low.strength * high.strength > 0
      if isOneSign, ends.max()! <= decade * ends.min()! * (1 + 1e-9) { return nil }
      let inner = low.strength < 0 && high.strength > 0
        ? min(ends[0], ends[1]) : isOneSign ? (ends[0] * ends[1]).squareRoot() : ends.max()!
      let sign = low.strength < 0 ? "-" : ""
      let suggested = isOneSign ? inner : inner / decade
      return "answers turn from A to B between strengths \(Wording.strength(low.strength)) and "
        + "\(Wording.strength(high.strength)), with none within a decade of where: add strengths "
        + "such as \(sign)\(Wording.strength(suggested)), or let them be placed adaptively"
    }
    return nil
  }
}
