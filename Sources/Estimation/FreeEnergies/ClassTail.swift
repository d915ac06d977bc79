/// How the heaviest weights of a class's samples lie.
public struct ClassTail: Hashable, Sendable {
  /// Pareto's shape of the weights; above .5 their variance is infinite. Nil for fewer than 25
  /// samples.
  public let shape: Double?
  /// What the heaviest sample weighs of the class, in (0, 1]; 0 without samples.
  public let largestShare: Double

  /// - Parameter weights: of the samples of the class in one state, in any scale.
  /// - Complexity: O(samples ln samples).
  init(weights: [Double]) {
    shape = TailIndex.estimate(weights)
    let total = weights.reduce(0, +)
    largestShare = total > 0 ? (weights.max() ?? 0) / total : 0
  }
}
