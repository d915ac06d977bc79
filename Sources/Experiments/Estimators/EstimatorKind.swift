import Documents
import Estimation
import Runs

/// An estimator as an experiment uses it: which runs it asks for, and what it makes of them.
///
/// The kinds there are: `direct`, `dose-response`, `splitting`, `ladder`, `sequence`, `gibbs`,
/// `exact`. To add one:
/// 1. the statistics in module Estimation, with a family of cells in module Calibration that holds
///    them to a known truth (`CalibrationFamily` gives the recipe);
/// 2. one file here with a type that conforms to this protocol and, where it asks for runs of its
///    own, one that conforms to `ArmDriver` (module Experiments, folder Planning): which arms, round
///    by round. A fixed plan is a `FixedArms`; one that asks for none is a `NoRuns`;
/// 3. one line in `EstimatorKinds.all`;
/// 4. one test that runs it end to end on the learner `stated`, whose law is known;
/// 5. one line in the README's table of estimators.
/// `DirectKind` is the example to read.
public protocol EstimatorKind: Sendable {
  static var name: String { get }
  static var summary: String { get }
  /// Whether its results can lead to a verdict.
  static var givesOdds: Bool { get }

  /// Reads the estimator's own settings, the block under its name.
  init(reading reader: SettingsReader)

  /// Runs that the settings ask for; nil for an equal share of what the budget leaves.
  var requestedRuns: Int? { get }

  /// The fewest runs that can give an estimate.
  ///
  /// - Parameter strengths: the strengths to be tried; nil where they are placed adaptively.
  func minimumRuns(strengths: [Double]?) -> Int

  /// What asks for this estimator's runs; its purpose is the estimator's name.
  func driver(runs: Int, experiment: Experiment) -> any ArmDriver

  /// Estimates at both grains.
  ///
  /// - Parameter measured: the driver's arms with what their runs came to.
  func results(_ measured: [MeasuredArm], level: Double) -> [EstimatorResult]

  /// Estimates that rest on something else than arms of runs; none by default.
  func results(
    of prepared: PreparedExperiment, _ measurements: Measurements, level: Double
  ) -> [EstimatorResult]

  /// How the estimate at the answer grain comes by an interval for inputs like these.
  ///
  /// - Parameters:
  ///   - measured: the driver's arms.
  ///   - plain: runs without pressure.
  /// - Returns: nil, which is the default, where the estimate speaks of these inputs only.
  func inputVariance(
    _ measured: [MeasuredArm], plain: [MeasuredArm], reading: Reading
  ) -> InputVariance?
}

extension EstimatorKind {
  public static var givesOdds: Bool { true }

  public func inputVariance(
    _ measured: [MeasuredArm], plain: [MeasuredArm], reading: Reading
  ) -> InputVariance? { nil }

  public func results(
    of prepared: PreparedExperiment, _ measurements: Measurements, level: Double
  ) -> [EstimatorResult] { [] }
}

/// The registry of estimators.
public enum EstimatorKinds {
  public static let all: [any EstimatorKind.Type] = [
    DirectKind.self, DoseResponseKind.self, SplittingKind.self, LadderKind.self,
    SequenceKind.self, GibbsKind.self, ExactKind.self,
  ]

  /// Those that an experiment has when it names none.
  public static let defaults = [DirectKind.name, DoseResponseKind.name]
}

extension SettingsReader {
  /// The key that every estimator has: how many runs it gets.
  func requestedRuns() -> Int? {
    let runs = integer(
      "runs", default: 0, in: 0...1_000_000_000,
      "trainings for this estimator; 0: an equal share of what the budget leaves")
    return runs == 0 ? nil : runs
  }

  /// Reports that runs were asked for which are too few for the estimator's other settings.
  ///
  /// - Parameters:
  ///   - runs: nil where none were asked for.
  ///   - least: the fewest that would do.
  ///   - parts: what the settings divide the runs into.
  ///   - fewer: what there could be fewer of.
  func report(
    _ runs: Int?, below least: Int, of estimator: String, _ parts: String, fewer: String
  ) {
    guard isSoundSoFar, let runs, runs < least else { return }
    diagnostics.report(
      position(of: "runs"), "`\(estimator).runs` is \(runs)",
      remedy: "\(parts) as these need at least \(least): raise it, or give fewer \(fewer)")
  }
}
