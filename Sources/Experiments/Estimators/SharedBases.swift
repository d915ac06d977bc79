import Estimation

extension EstimatorResult {
  /// The same, saying that it speaks of these bases alone: they are drawn with the rest of a run's
  /// noise, and the interval does not reach to other bases.
  ///
  /// - Parameter bases: how many there are; 0 where none are shared.
  func conditional(on bases: Int) -> EstimatorResult {
    if bases == 0 { return self }
    var result = self
    result.warnings.append(
      "conditional on these bases: \(bases) of them, drawn with the noise of every run; the interval"
        + " is not between bases")
    return result
  }
}

extension PreparedExperiment {
  /// How many shared bases the runs of some arms started from; 0 without any.
  func sharedBases(_ measured: [MeasuredArm]) -> Int {
    measured.reduce(into: Set<Int>()) { $0.formUnion($1.bases.keys) }.count
  }
}
