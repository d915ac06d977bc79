import Foundation

/// How large the bends of a response may be, and how likely each size is held to be beforehand.
///
/// Sizes are counted in units at which the prior is as wide as the error of the best-seen bend, so
/// that nothing depends on the scale of strengths or on the number of runs.
struct BendSizes {
  /// What a promise is made for.
  enum Promise: Int, CaseIterable, Sendable {
    /// The statistical interval: each kind of bend may be absent.
    case statistical
    /// The model range: there is a bend of either kind, larger ones likelier.
    case range
  }

  /// In units; 0 is no bend.
  static let all: [Double] = [0, 0.3, 1, 3, 10, 30, 100, 1000]
  /// Pairs of sizes further apart than this factor are left out: the smaller one is not seen.
  static let farthestPair = exp(7.0)
  /// The chance that there is no bend of a kind, by how well the line is known.
  ///
  /// A bend that is just not visible is a large part of the slope where hits are few and a tiny one
  /// where they are many; few responses bend by so much, and hardly any not by so little.
  struct NoBend: Sendable {
    /// Where the slope is not known at all, and where it is known exactly.
    let few: Double
    let many: Double
    /// The slope's error over the slope at which the chance is in the middle.
    static let turn = 0.02

    /// - Parameter relativeError: the slope's error over the slope, not negative.
    func chance(relativeError: Double) -> Double {
      guard relativeError.isFinite else { return few }
      return many + (few - many) * relativeError / (relativeError + Self.turn)
    }
  }

  /// Of smooth bends, for a value between the strengths; of kinks at zero, where they cost most.
  static let between = NoBend(few: 0.7, many: 0.45)
  /// Of smooth bends, for a value outside the strengths: no width is promised there, and a line that
  /// is led on errs by more than one that strengths enclose.
  static let outside = NoBend(few: 0.3, many: 0.3)
  /// Of smooth bends, for the strength of equality, which is not held to the width that L(0) is.
  static let equality = NoBend(few: 0.1, many: 0.1)

  /// The part of that chance which a kink at zero is given.
  ///
  /// Where strengths stand on both sides close to zero a kink costs next to nothing, and the
  /// interval holds for kinks too; where it would cost much, so that a bend that is just not
  /// visible and a narrow interval contradict each other, the line is given more of a chance.
  ///
  /// - Parameter cost: variance of L(0) with the kink fitted over that without, at least 1.
  static func noKink(cost: Double) -> Double {
    min(1, (1 - 1 / cost) / 0.5)
  }

  /// ln of the chance of a size.
  ///
  /// - Parameters:
  ///   - index: among `all`.
  ///   - none: the chance of size 0.
  ///   - isPossible: whether the strengths can show such a bend; else its size is 0.
  static func logChance(
    _ index: Int, none: Double, isPossible: Bool, promise: Promise
  ) -> Double {
    if !isPossible { return index == 0 ? 0 : -.infinity }
    switch promise {
    case .statistical:
      return index == 0 ? log(none) : log((1 - none) / Double(all.count - 1))
    case .range:
      return index == 0 ? -.infinity : 0.5 * log(all[index])
    }
  }
}
