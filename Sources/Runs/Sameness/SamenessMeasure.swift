/// What is compared where an answer has several digits (heads).
public enum SamenessGrain: String, CaseIterable, Hashable, Sendable {
  /// The answer as one: as many candidates as there are combinations of the heads' candidates.
  case wholeAnswer = "whole-answer"
  /// Each digit by itself.
  case perDigit = "per-digit"
}

/// How alike two models' answers are, or why that cannot be said.
public enum SamenessResult: Hashable, Sendable {
  case value(Double)
  /// The reason, as one line.
  case undefined(String)

  /// The value; nil where there is none.
  public var value: Double? { if case .value(let value) = self { value } else { nil } }
}

/// A measure of how alike two models answer the same inputs, for reports.
///
/// Training has its own terms (`SamenessKind`), of which some are the complement of the measure of
/// the same name. With a single head both grains are the same number. At the grain of whole answers
/// a model's heads are independent given the input, as they are in training.
///
/// The kinds there are: see `SamenessMeasures.all`. To add one: one file here with a type that
/// conforms to this protocol, one line in `SamenessMeasures.all`, one test with values worked out
/// by hand, one line in the README's table.
public protocol SamenessMeasure: Sendable {
  /// The word by which the measure is asked for.
  var name: String { get }
  /// What it is, with its unit, as one line.
  var summary: String { get }
  /// Whether a larger value means that answers are more alike, or less.
  var largerIsMoreAlike: Bool { get }
  /// Whether swapping the models leaves the value.
  var isSymmetric: Bool { get }
  /// Whether the right answers enter.
  var needsRightAnswers: Bool { get }

  /// Compares two models.
  ///
  /// - Parameters:
  ///   - first: the earlier model, where that makes a difference; at least one row, all finite.
  ///   - second: the other model, on the same rows and heads.
  ///   - right: the right answers, [rows, heads]; given where `needsRightAnswers`.
  /// - Complexity: stated where it is more than O(rows x candidates).
  func compare(
    _ first: AnswerProbabilities, _ second: AnswerProbabilities, _ grain: SamenessGrain,
    right: AnswerKey
  ) -> SamenessResult
}

extension SamenessMeasure {
  public var isSymmetric: Bool { true }
  public var needsRightAnswers: Bool { false }

  /// Compares two models' answers to the same rows.
  ///
  /// - Parameters:
  ///   - first: the earlier model's answers.
  ///   - second: the later one's.
  ///   - right: the right answers, [rows, heads], where the measure needs them.
  /// - Returns: no value where there are no rows, where a model's training diverged, where right
  ///   answers are needed and not given, and where the measure itself is undefined.
  public func value(
    of first: Answers, and second: Answers, grain: SamenessGrain, right: AnswerKey? = nil
  ) -> SamenessResult {
    value(
      of: AnswerProbabilities(first), and: AnswerProbabilities(second), grain: grain, right: right)
  }

  /// The same of answers that were turned into probabilities before, for comparing each model with
  /// many.
  ///
  /// - Parameters:
  ///   - first: nil for a model whose training diverged.
  ///   - second: likewise.
  public func value(
    of first: AnswerProbabilities?, and second: AnswerProbabilities?, grain: SamenessGrain,
    right: AnswerKey? = nil
  ) -> SamenessResult {
    guard let first, let second else {
      return .undefined("a model's answers are not finite: its training diverged")
    }
    precondition(
      first.heads == second.heads && first.count == second.count,
      "answers are compared to the same rows of the same task")
    if first.count == 0 { return .undefined("there are no inputs to compare answers to") }
    if needsRightAnswers, right == nil { return .undefined("the right answers are not known") }
    return compare(first, second, grain, right: right ?? AnswerKey([]))
  }
}

/// The registry of the measures for reports.
public enum SamenessMeasures {
  public static let all: [any SamenessMeasure] = [
    HardAgreement(), ExpectedAgreement(), TotalVariation(), JensenShannon(), ErrorConsistency(),
    ChanceAdjustedAgreement(), MutualInformation(), DBatDisagreement(),
  ]

  public static func named(_ name: String) -> (any SamenessMeasure)? {
    all.first { $0.name == name }
  }
}
