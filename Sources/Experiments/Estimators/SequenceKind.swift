import Documents
import Estimation
import Runs

/// Diversity sequences: models trained one after another, each pressed away from all before it.
///
/// They say which policies training can be led to, and when; they give no odds.
public struct SequenceKind: EstimatorKind {
  public static let name = "sequence"
  public static let summary = "diversity sequences: which policies come up, and in which round"
  public static let givesOdds = false
  public let settings: SequenceSettings

  public init(_ settings: SequenceSettings) { self.settings = settings }

  public init(reading reader: SettingsReader) { settings = SequenceSettings(reading: reader) }

  public var requestedRuns: Int? { settings.runs }

  public func minimumRuns(strengths: [Double]?) -> Int { 0 }

  public func driver(runs: Int, experiment: Experiment) -> any ArmDriver {
    DiversitySequences(settings)
  }

  public func results(_ measured: [MeasuredArm], level: Double) -> [EstimatorResult] { [] }
}

/// One round of all sequences after the other: models of a round train together.
struct DiversitySequences: ArmDriver {
  let purpose = SequenceKind.name
  let resamplesInputs = false
  private let settings: SequenceSettings
  private var round = 0

  init(_ settings: SequenceSettings) { self.settings = settings }

  var runs: Int { settings.runs }

  mutating func next(after measured: [MeasuredArm]) -> [Arm]? {
    if round == settings.rounds { return nil }
    defer { round += 1 }
    return ([0] + settings.strengths).map {
      Arm(
        variation: .sequences,
        pressure: Pressure(kind: .diversity(settings.sameness), strength: $0),
        runs: settings.sequences, round: round)
    }
  }
}
