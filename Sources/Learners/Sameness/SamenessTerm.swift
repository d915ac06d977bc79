import Kernels
import Runs

/// What a diversity pressure adds to the loss: strength x the mean over earlier models of how like
/// the new model's answers to the pressure batch are to theirs.
///
/// The terms there are: one for each `SamenessKind`. To add one: a case there, one file here with a
/// type that conforms, its kernel in lane_sameness.h, one line in `SamenessTerms`, one row in the
/// tests of gradients and of agreement (`SamenessTests`), one line in the README's table.
package protocol SamenessTerm: Sendable {
  var kind: SamenessKind { get }

  /// Whether the term is a mean over rows, so that a batch can be done in parts.
  var isMeanOverRows: Bool { get }

  /// The sameness with one earlier model, and its derivatives: the definition.
  ///
  /// - Parameters:
  ///   - own: the new model's probabilities, [rows][candidates], head after head.
  ///   - earlier: the earlier model's, the same.
  ///   - sizes: candidates per head.
  ///   - marginal: the shares of the answers among the training labels, [candidates].
  /// - Returns: the value, larger for models more alike, and d(value)/d(own), [rows][candidates];
  ///   a constant per row and head may be missing from the latter, as it reaches no logit.
  func sameness<Scalar: ReferenceScalar>(
    _ own: [[Scalar]], _ earlier: [[Scalar]], sizes: [Int], marginal: [Scalar]
  ) -> (value: Scalar, slopes: [[Scalar]])

  /// Adds rows x the derivatives by the probabilities, summed over earlier models.
  func addSlopes(_ slopes: UnsafeMutablePointer<Float>, _ batch: SamenessBatch)
}

/// One batch of answers in all lanes, as the kernels take it.
package struct SamenessBatch {
  let kernels: LaneKernels
  /// [rows, candidates, lanes].
  let own: UnsafePointer<Float>
  /// Per earlier model, [rows, candidates, lanes].
  let earlier: [UnsafePointer<Float>]
  let rows: Int
  /// Candidates per head.
  let sizes: [Int32]
  /// [candidates].
  let marginal: [Float]
  /// (candidates + 1)^2 vectors.
  let scratch: UnsafeMutablePointer<Float>
}

/// The registry of samenesses that training can press against.
package enum SamenessTerms {
  package static let all: [any SamenessTerm] = [
    ExpectedAgreementTerm(), DBatTerm(), MutualInformationTerm(), TotalVariationTerm(),
    JensenShannonTerm(),
  ]

  package static func term(_ kind: SamenessKind) -> any SamenessTerm {
    guard let term = all.first(where: { $0.kind == kind }) else {
      preconditionFailure("every sameness has a term")
    }
    return term
  }
}

/// The shares of the answers among labels, each candidate counted once more than it occurs, so that
/// none has share 0: [candidates], head after head.
package func labelMarginal(_ key: AnswerKey, sizes: [Int]) -> [Float] {
  var result: [Float] = []
  for (head, size) in sizes.enumerated() {
    var counts = [Int](repeating: 1, count: size)
    for place in stride(from: head, to: key.values.count, by: sizes.count) {
      counts[Int(key.values[place])] += 1
    }
    let total = counts.reduce(0, +)
    result += counts.map { Float($0) / Float(total) }
  }
  return result
}

/// What of derivatives by probabilities reaches the logits of one row.
///
/// - Parameters:
///   - own: probabilities, [candidates].
///   - slopes: derivatives by them, [candidates].
/// - Returns: [heads.logits].
package func logitSlopes<Scalar: ReferenceScalar>(
  _ own: [Scalar], _ slopes: [Scalar], heads: OutputHeads
) -> [Scalar] {
  guard case .softmax(let sizes) = heads else {
    return [own[0] * own[1] * (slopes[1] - slopes[0])]
  }
  var offset = 0
  return sizes.flatMap { size in
    let head = offset..<offset + size
    offset += size
    let mean = head.reduce(0) { $0 + own[$1] * slopes[$1] }
    return head.map { own[$0] * (slopes[$0] - mean) }
  }
}

/// The smallest number of which a logarithm is taken: below it a probability counts as this.
func flooredLogarithm<Scalar: ReferenceScalar>(_ x: Scalar) -> Scalar {
  .logarithm(x < Scalar(1e-20) ? Scalar(1e-20) : x)
}

/// Where each head's candidates stand in a row.
func headRanges(_ sizes: [Int]) -> [Range<Int>] {
  var offset = 0
  return sizes.map { size in
    defer { offset += size }
    return offset..<offset + size
  }
}

/// The factors of all other heads, per head.
func productsOfOthers<Scalar: ReferenceScalar>(_ factors: [Scalar]) -> [Scalar] {
  factors.indices.map { head in
    factors.indices.reduce(1) { $1 == head ? $0 : $0 * factors[$1] }
  }
}
