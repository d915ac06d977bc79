import Runs

/// -ln(1 - p), where p is the probability of a policy's whole answer: the product over heads.
///
/// 1 - p is built from 1 - p_head, which is the sum of the rivals' probabilities, so nothing
/// cancels when p is near 1. It is bounded from below by the smallest normal single-precision
/// number; so the penalty is at most 87.4 and derivatives stay finite (each is at most 1).
struct AwayTerm: PressureTerm {
  let kind = Pressure.Kind.away

  func penalty<Scalar: ReferenceScalar>(
    _ logits: [Scalar], answers: [Int], heads: OutputHeads
  ) -> (value: Scalar, slopes: [Scalar]) {
    // One logit: 1 - p(answer) is the probability of the only other answer.
    guard case .softmax(let sizes) = heads else {
      return heads.crossEntropy(logits, answers: [1 - answers[0]])
    }
    var p: Scalar = 1
    var q: Scalar = 0
    var slopes = heads.logProbabilities(logits).map(Scalar.exponential)
    var offset = 0
    for (size, answer) in zip(sizes, answers) {
      let candidates = offset..<offset + size
      let rivals = candidates.reduce(0) { $1 == offset + answer ? $0 : $0 + slopes[$1] }
      p *= slopes[offset + answer]
      q += rivals * (1 - q)
      // d ln p / d(logits) of this head.
      for candidate in candidates {
        slopes[candidate] = candidate == offset + answer ? rivals : -slopes[candidate]
      }
      offset += size
    }
    let bounded = q < Scalar(0x1p-126) ? Scalar(0x1p-126) : q
    return (-.logarithm(bounded), slopes.map { $0 * p / bounded })
  }

  func slopes(
    _ slopes: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>,
    answers: UnsafePointer<Int32>, rows: Int, scale: Float, heads: LaneHeads
  ) {
    heads.awaySlopes(slopes, logits: logits, answers: answers, rows: rows, scale: scale)
  }
}
