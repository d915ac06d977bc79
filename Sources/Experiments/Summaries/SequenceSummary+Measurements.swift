import Estimation
import Runs

extension PreparedExperiment {
  /// - Parameters:
  ///   - measured: the arms of the sequences, round by round.
  ///   - grain: the one that speaks at zero pressure.
  /// - Returns: nil where the experiment has no sequences.
  /// - Complexity: O(sequences x rounds^2 x readout answers).
  func sequenceSummary(
    _ measured: [MeasuredArm], grain: Grain
  ) -> SequenceSummary? {
    guard let settings = experiment.sequences, !measured.isEmpty else { return nil }
    let strengths = ([0] + settings.strengths).map { strength in
      let arms = measured.filter { $0.arm.pressure.strength == strength }
        .sorted { ($0.arm.round ?? 0) < ($1.arm.round ?? 0) }
      return SequenceStrength(
        strength: strength, rounds: arms.indices.map { round(arms, $0) },
        discovery: discovery(arms), sameness: samenessMatrices(arms))
    }
    return SequenceSummary(
      sameness: settings.sameness.rawValue, rounds: settings.rounds,
      sequences: settings.sequences, mixRate: setup(.sequences).task.mixRate,
      strengths: strengths,
      text: SequenceEvidence(
        names: experiment.pairNames, grain: grain, level: experiment.level,
        sequences: settings.sequences, strengths: strengths
      ).sentence)
  }

  private func round(_ arms: [MeasuredArm], _ index: Int) -> SequenceRound {
    let measured = arms[index]
    let tally = measured.tally
    let asked = Double(max(1, tally.runs * reading.inputs))
    var (named, answers): ([String: Int], [String: Double]) = ([:], [:])
    for (index, policy) in task.named.enumerated() {
      if tally.namedRuns[index] > 0 { named[policy.name] = tally.namedRuns[index] }
      if tally.namedAnswers[index] > 0 {
        answers[policy.name] = Double(tally.namedAnswers[index]) / asked
      }
    }
    return SequenceRound(
      round: (measured.arm.round ?? 0) + 1, a: tally.counts.a, b: tally.counts.b, named: named,
      other: tally.counts.other - named.values.reduce(0, +), failed: tally.counts.failed,
      answersA: tally.shares.meanA, answersB: tally.shares.meanB,
      crossed: index > 0 ? crossed(arms[index - 1], measured) : 0, namedAnswers: answers,
      trainingRight: measured.sequences?.trainingRight ?? 0,
      gradientRatio: tally.meanGradientRatio ?? 0)
  }

  private func crossed(_ earlier: MeasuredArm, _ later: MeasuredArm) -> Int {
    zip(earlier.sequences?.names ?? [], later.sequences?.names ?? []).count {
      $0 == (.outcome(.a), .outcome(.b)) || $0 == (.outcome(.b), .outcome(.a))
    }
  }

  private func discovery(_ arms: [MeasuredArm]) -> [DiscoveryRow] {
    let names = experiment.pairNames
    func name(_ outcome: RoundOutcome) -> String? {
      switch outcome {
      case .outcome(.a): names.a
      case .outcome(.b): names.b
      case .outcome: nil
      case .named(let index): task.named[index].name
      }
    }
    let rounds = arms.compactMap(\.sequences)
    let count = rounds.first?.names.count ?? 0
    let sequences = (0..<count).map { sequence in
      var first: [String: Int] = [:]
      for (round, measured) in rounds.enumerated() {
        guard let policy = name(measured.names[sequence]), first[policy] == nil else { continue }
        first[policy] = round + 1
      }
      return DiscoverySequence(rounds: rounds.count, first: first)
    }
    let others = task.named.map(\.name).filter { name in
      sequences.contains { $0.first[name] != nil }
    }
    return ([names.a, names.b] + others).map { policy in
      let found = FirstDiscovery(of: policy, in: sequences, level: experiment.level)
      return DiscoveryRow(
        policy: policy, share: found.rounds.map(\.share),
        low: found.rounds.map { $0.interval.low ?? 0 },
        high: found.rounds.map { $0.interval.high ?? 1 },
        atMost: found.rounds.last?.atMost ?? 1)
    }
  }

  private func samenessMatrices(_ arms: [MeasuredArm]) -> [SamenessMatrix] {
    let rounds = arms.compactMap(\.sequences).map { $0.answers.map(AnswerProbabilities.init) }
    let right = task.readout.answers[task.pair.a]
    let grains: [SamenessGrain] = task.heads.count > 1 ? SamenessGrain.allCases : [.wholeAnswer]
    return SamenessMeasures.all.flatMap { measure in
      grains.map { grain in
        SamenessMatrix(
          measure: measure.name, grain: grain.rawValue,
          rows: rounds.indices.dropFirst().map { later in
            (0..<later).map { earlier in
              let values = zip(rounds[earlier], rounds[later]).compactMap {
                measure.value(of: $0, and: $1, grain: grain, right: right).value
              }
              return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
            }
          })
      }
    }
  }
}
