import Foundation

/// How much more of a class there may be at strength zero than its samples show.
///
/// A class errs where its heaviest samples have not been met. Such data look better by every measure
/// of their own weights, so that refusing by one keeps them; what works is to reach further: toward
/// more of the class by what some more samples as heavy as the heaviest would bring, and by the tail
/// beyond it that Pareto's law with the weights' shape has.
enum ClassReach {
  /// Fewer independent samples of a class than this are refused.
  static let leastSamples = 3.0
  /// Samples as heavy as the heaviest that may have been missed. One is enough for most classes;
  /// where the variance of the weights is infinite two come nearer, for 3 to 11 % more width in
  /// classes that are spread over scores.
  static let missed = 2.0
  /// The shape held of weights too few, or too much alike, to show one.
  static let unknownShape = 0.3
  /// Above this the variance of the weights is infinite.
  static let largestBelieved = 0.5
  /// The most that the tail counts for, in samples as heavy as the heaviest.
  private static let mostTail = 10.0

  /// - Parameters:
  ///   - share: of the heaviest sample in the class's weight at zero, in (0, 1].
  ///   - shape: Pareto's, of the weights (`TailIndex`); nil where they show none.
  /// - Returns: nats by which the class may be likelier.
  static func nats(largestShare share: Double, shape: Double?) -> Double {
    let k = min(max(shape ?? unknownShape, 0), 0.95)
    return log1p(share * (missed + min(mostTail, k / (1 - k))))
  }
}
