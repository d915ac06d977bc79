import Kernels
import Runs

/// An extra term of the loss toward or away from one policy: strength x the mean over the pressure
/// batch of a penalty.
///
/// The terms there are: `toward`, `away`. To add one: one file here with a type that conforms, one
/// line in `PressureTerms`, one case in `Pressure.Kind`, one row in the gradient test and in the
/// agreement test of the learners, one line in the README's table of pressures.
package protocol PressureTerm: Sendable {
  var kind: Pressure.Kind { get }

  /// The penalty of one row and its derivatives by the logits: the definition.
  ///
  /// - Parameters:
  ///   - logits: [heads.logits].
  ///   - answers: the policy's, one per head.
  /// - Returns: the penalty in nats, at least 0, and [heads.logits] finite derivatives.
  func penalty<Scalar: ReferenceScalar>(
    _ logits: [Scalar], answers: [Int], heads: OutputHeads
  ) -> (value: Scalar, slopes: [Scalar])

  /// The same derivatives for a block of rows of all lanes.
  ///
  /// - Parameters:
  ///   - slopes: [rows, heads.logits, lanes], overwritten.
  ///   - logits: [rows, heads.logits, lanes].
  ///   - answers: [rows, heads, lanes].
  ///   - scale: factor on every derivative, 1 / rows of the whole batch.
  func slopes(
    _ slopes: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>,
    answers: UnsafePointer<Int32>, rows: Int, scale: Float, heads: LaneHeads
  )
}

/// The pressure terms there are.
package enum PressureTerms {
  package static let all: [any PressureTerm] = [TowardTerm(), AwayTerm()]

  static func term(_ kind: Pressure.Kind) -> any PressureTerm {
    guard let term = all.first(where: { $0.kind == kind }) else {
      preconditionFailure("every pressure toward or away from a policy has a term")
    }
    return term
  }
}
