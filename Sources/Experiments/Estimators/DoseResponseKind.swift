import Documents
import Estimation
import Runs

/// Log odds against signed strength, fitted, and read at zero.
public struct DoseResponseKind: EstimatorKind {
  public static let name = "dose-response"
  public static let summary = "log odds over signed strengths, fitted and read at zero; ED50"
  public let requestedRuns: Int?

  public init(reading reader: SettingsReader) { requestedRuns = reader.requestedRuns() }

  public func minimumRuns(strengths: [Double]?) -> Int {
    strengths.map { 10 * $0.count } ?? 400
  }

  public func driver(runs: Int, experiment: Experiment) -> any ArmDriver {
    if let strengths = experiment.pressure.strengths {
      let share = runs / max(1, strengths.count)
      return FixedArms(
        purpose: Self.name,
        arms: strengths.map {
          Arm(pressure: Pressure(kind: experiment.pressure.kind, strength: $0), runs: share)
        })
    }
    return AdaptiveStrengths(kind: experiment.pressure.kind, runs: runs)
  }

  public func results(_ measured: [MeasuredArm], level: Double) -> [EstimatorResult] {
    [Grain.run, .answer].map {
      DoseResponse.estimate(measured.observations, grain: $0, level: level).result
    }
  }

  /// Other inputs would move the law's L at zero, whatever it is read by: by what they are seen to
  /// do at the strength nearest to zero at which both policies' answers are carried by ten runs.
  public func inputVariance(
    _ measured: [MeasuredArm], plain: [MeasuredArm], reading: Reading
  ) -> InputVariance? {
    let arms = (plain + measured).byStrength
    let shown = arms.filter(\.tally.carriesBoth)
    let usable = shown.isEmpty ? arms.filter(\.tally.showsBoth) : shown
    let nearest = usable.map { abs($0.arm.pressure.strength) }.min()
    // Of two strengths as near on either side the one that says more of inputs.
    return usable.filter { abs($0.arm.pressure.strength) == nearest }
      .compactMap { $0.crossed(reading) }
      .max { $0.addedByInputs < $1.addedByInputs }.map(InputVariance.added)
  }
}

/// Feeds the placement of strengths with complete rounds.
struct AdaptiveStrengths: ArmDriver {
  let purpose = DoseResponseKind.name
  let kind: Pressure.Kind
  let runs: Int
  let resamplesInputs = false
  private var design: StrengthDesign

  init(kind: Pressure.Kind, runs: Int) {
    self.kind = kind
    self.runs = runs
    design = StrengthDesign(budget: runs)
  }

  mutating func next(after round: [MeasuredArm]) -> [Arm]? {
    design.next(after: round.observations)?.map {
      Arm(pressure: Pressure(kind: kind, strength: $0.strength), runs: $0.runs)
    }
  }
}

extension [MeasuredArm] {
  /// The arms as observations of a dose-response, one for each base where bases are shared.
  var observations: [DoseObservation] {
    flatMap { measured in
      let strength = measured.arm.pressure.strength
      if measured.bases.isEmpty {
        return [
          DoseObservation(
            strength: strength, counts: measured.tally.counts, shares: measured.tally.shares)
        ]
      }
      return measured.bases.sorted { $0.key < $1.key }.map { base, tally in
        DoseObservation(
          strength: strength, counts: tally.counts, shares: tally.shares, group: base)
      }
    }
  }
}
