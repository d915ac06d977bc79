/// How a model's answers are compared with an earlier model's when training presses them apart.
///
/// Each has a term in module Learners that says what is computed; `SamenessTerms` there gives the
/// recipe for a new one.
public enum SamenessKind: String, CaseIterable, Hashable, Sendable {
  case expectedAgreement = "expected-agreement"
  case dBat = "d-bat"
  case mutualInformation = "mutual-information"
  case totalVariation = "total-variation"
  case jensenShannon = "jensen-shannon"

  /// One line for `tiltmeter list`.
  public var summary: String {
    switch self {
    case .expectedAgreement: "the probability that both give the same whole answer"
    case .dBat: "minus ln of the probability of differing from the earlier model's answer (D-BAT)"
    case .mutualInformation:
      "mutual information of the answers over the pool, plus the distance of the answers' marginal "
        + "from the training labels' (DivDis)"
    case .totalVariation: "1 - total variation, mean over the answer's digits"
    case .jensenShannon: "1 - Jensen-Shannon divergence in bits, mean over the answer's digits"
    }
  }
}
