import Runs

/// Cross-entropy toward a policy's answers: minus the sum over heads of ln p(its answer).
struct TowardTerm: PressureTerm {
  let kind = Pressure.Kind.toward

  func penalty<Scalar: ReferenceScalar>(
    _ logits: [Scalar], answers: [Int], heads: OutputHeads
  ) -> (value: Scalar, slopes: [Scalar]) {
    heads.crossEntropy(logits, answers: answers)
  }

  func slopes(
    _ slopes: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>,
    answers: UnsafePointer<Int32>, rows: Int, scale: Float, heads: LaneHeads
  ) {
    heads.crossEntropySlopes(slopes, logits: logits, answers: answers, rows: rows, scale: scale)
  }
}
