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
      // A strength toward one policy has the same place in the order whichever is called b, so that
      // exchanging the pair asks for runs with the same noise.
      let strengths = experiment.pair.isExchanged
        ? strengths.map { strengths.contains(-$0) ? -$0 : $0 } : strengths
      return FixedArms(
        purpose: Self.name,
        arms: strengths.map {
          Arm(pressure: Pressure(kind: experiment.pressure.kind, strength: $0), runs: share)
        })
    }
    return AdaptiveStrengths(
      kind: experiment.pressure.kind, runs: runs, isExchanged: experiment.pair.isExchanged)
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
///
/// Strengths are placed with the pair in the order of the task's policies, so that exchanging the
/// two asks for the same runs.
struct AdaptiveStrengths: ArmDriver {
  let purpose = DoseResponseKind.name
  let kind: Pressure.Kind
  let runs: Int
  let resamplesInputs = false
  private let isExchanged: Bool
  private var design: StrengthDesign

  init(kind: Pressure.Kind, runs: Int, isExchanged: Bool) {
    self.isExchanged = isExchanged
    self.kind = kind
    self.runs = runs
    design = StrengthDesign(budget: runs)
  }

  mutating func next(after round: [MeasuredArm]) -> [Arm]? {
    let seen = round.observations
    return design.next(after: isExchanged ? seen.map(\.exchanged) : seen)?.map {
      // Zero stays zero, without a sign.
      let strength = isExchanged ? 0 - $0.strength : $0.strength
      return Arm(pressure: Pressure(kind: kind, strength: strength), runs: $0.runs)
    }
  }
}

extension DoseObservation {
  /// The same runs where the policies of the pair are exchanged.
  fileprivate var exchanged: DoseObservation {
    DoseObservation(
      strength: 0 - strength, counts: counts.exchanged, shares: shares.exchanged, group: group)
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
