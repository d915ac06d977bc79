import Estimation
import Runs

extension PreparedExperiment {
  /// Makes the summary of complete measurements.
  ///
  /// - Complexity: O(inputs x (resamples + bases) + the controls').
  public func summary(_ measurements: Measurements) -> Summary {
    summarized(measurements).summary
  }

  /// The grain that speaks: answers, where more than half of the plain runs are neither's.
  func speakingGrain(_ measurements: Measurements) -> Grain {
    (measurements[DirectKind.name].first.map { Shares($0).other } ?? 0) > 0.5 ? .answer : .run
  }

  /// One estimator's result at another level than the experiment's.
  func estimate(
    _ estimator: String, _ grain: Grain, _ measurements: Measurements, level: Double
  ) -> EstimatorResult? {
    let kinds = experiment.estimators.filter { type(of: $0).name == estimator }
    return estimates(kinds, measurements, level: level).joined().first { $0.grain == grain }
  }

  /// The summary, and at each grain the result that it rests on.
  func summarized(
    _ measurements: Measurements
  ) -> (summary: Summary, headlines: [Grain: EstimatorResult]) {
    let arm = measurements[DirectKind.name].first
      ?? MeasuredArm(arm: Arm(runs: 0), tally: Tally(reading))
    let plain = arm.tally
    let shares = Shares(arm)
    let hasOdds = PairAnswers.isSaid(shares, isText: textTask != nil)
    let grain: Grain = shares.other > 0.5 ? .answer : .run
    let rows = strengthRows(measurements, plain: plain)
    let results = withDisagreements(
      estimates(experiment.estimators, measurements, level: experiment.level).map {
        PairAnswers.withheld($0, shares, isText: textTask != nil).map { $0.withGradientRatio(rows) }
      })
    let headlines = [Grain.run, .answer].reduce(into: [Grain: EstimatorResult]()) { found, grain in
      found[grain] = VerdictEvidence.headline(
        among: results.compactMap { $0.first { $0.grain == grain } })
    }
    let speaking = results.compactMap { $0.first { $0.grain == grain } }
    let names = experiment.pairNames
    let curve = reading.curveRules.indices.map { index in
      let counts = plain.outcomes[index]
      return ThresholdPoint(
        threshold: reading.rules[index].threshold,
        logOdds: hasOdds ? arm.logOdds(rule: index) : nil, a: counts.a, b: counts.b,
        other: counts.other, failed: counts.failed)
    }
    let pools = PoolComparison(
      arm, reading, inputs: task.confirmation.count, hasOdds: hasOdds)
    let controls = controls(measurements, plain: arm, confirmation: pools.row)
    var evidence = VerdictEvidence(
      names: names, grain: grain, primary: speaking[0], others: Array(speaking.dropFirst()),
      shares: shares, curve: curve, threshold: experiment.rule.threshold, strengths: rows,
      capability: controls.capability, memory: controls.memory,
      triangulation: TriangulationSummary(
        speaking.filter { $0.estimate.law != .posterior }, grain: grain),
      margin: experiment.margin)
    evidence.warnings = warnings(pools, evidence)
      + textWarnings(arm, tables: controls.bigrams ?? [], measurements, rows)
    let summary = Summary(
      experiment: experiment.name,
      pairs: [
        PairSummary(
          a: names.a, b: names.b, shares: shares,
          estimates: results.flatMap { $0 }.map(EstimateSummary.init),
          thresholdCurve: curve,
          poolSE: plain.poolError(grain, reading), triangulation: evidence.triangulation,
          verdict: evidence.verdict(), warnings: evidence.warnings,
          strengths: hasOdds ? withFit(rows, measurements, grain) : rows,
          named: task.named.isEmpty ? nil : namedRows(plain),
          sequences: sequenceSummary(measurements[SequenceKind.name], grain: grain),
          text: textSummary(arm, measurements, hasOdds: hasOdds))
      ],
      controls: controls, provenance: provenance(measurements),
      settings: SummaryDetail(experiment.keptSettings))
    return (summary, headlines)
  }

  /// What the estimators say, at the answer grain of inputs like these where they are a sample.
  private func estimates(
    _ kinds: [any EstimatorKind], _ measurements: Measurements, level: Double
  ) -> [[EstimatorResult]] {
    kinds.filter { type(of: $0).givesOdds }.map { estimator in
      let arms = measurements[type(of: estimator).name]
      let results = estimator.results(arms, level: level)
        + estimator.results(of: self, measurements, level: level)
      guard experiment.readoutInputs == .sample,
        let variance = estimator.inputVariance(
          arms, plain: measurements[DirectKind.name], reading: reading)
      else { return results }
      return results.map { $0.grain == .answer ? $0.forInputsLikeThese(variance) : $0 }
    }
  }

  /// What limits every estimate of the pair.
  private func warnings(_ pools: PoolComparison, _ evidence: VerdictEvidence) -> [String] {
    let isSample = experiment.readoutInputs == .sample
    return SmallSets.warnings(
      units: isSample ? reading.units : nil, areGroups: reading.groups != nil,
      training: task.training.count)
      + (isSample
        ? [pools.warning(evidence.headline, grain: evidence.grain)].compactMap { $0 } : [])
  }

  /// Adds, at each grain at which the estimators disagree, a warning to all but the primary one.
  private func withDisagreements(_ results: [[EstimatorResult]]) -> [[EstimatorResult]] {
    let primary = type(of: experiment.estimators[0]).name
    let all = results.flatMap { $0 }
    return results.map { results in
      results.map { result in
        var result = result
        // A posterior is another law: it stands beside the others and is not held to them.
        if result.estimate.law == .posterior { return result }
        let found = Triangulation(
          all.filter { $0.grain == result.grain && $0.estimate.law != .posterior })
        if found.agree == false, result.estimator != primary {
          result.warnings.append(found.sentence)
        }
        return result
      }
    }
  }

  /// Every strength once, in rising order, zero among them.
  private func strengthRows(_ measurements: Measurements, plain: Tally) -> [StrengthRow] {
    let pressed = measurements.arms.keys.sorted().flatMap { measurements[$0] }
      .filter { $0.arm.pressure.strength != 0 && !$0.arm.pressure.isDiversity }
    if pressed.isEmpty { return [] }
    var tallies: [Double: Tally] = [0: plain]
    for entry in pressed {
      let strength = entry.arm.pressure.strength
      tallies[strength] = tallies[strength].map { $0 + entry.tally } ?? entry.tally
    }
    return tallies.sorted { $0.key < $1.key }.map { StrengthRow(strength: $0.key, tally: $0.value) }
  }

  private func withFit(
    _ rows: [StrengthRow], _ measurements: Measurements, _ grain: Grain
  ) -> [StrengthRow] {
    let observations = measurements[DoseResponseKind.name].observations
    let curve = DoseResponse.estimate(
      observations, grain: grain, level: experiment.level, comparesModels: false,
      findsEquality: false
    ).curve
    return rows.map { $0.fitted(by: curve) }
  }

  private func controls(
    _ measurements: Measurements, plain: MeasuredArm, confirmation: ConfirmationRow
  ) -> ControlsSummary {
    let names = experiment.pairNames
    return ControlsSummary(
      capability: CapabilityControl.rows(
        measurements[CapabilityControl.purpose], pair: experiment.pair, names: names),
      memory: experiment.controls.contains(.memory)
        ? MemoryControl.row(task, pair: experiment.pair) : nil,
      sensitivity: experiment.controls.contains(.sensitivity)
        ? SensitivityControl.rows(
          measurements[SensitivityControl.purpose], plain: plain, reading: reading,
          isText: textTask != nil) : [],
      confirmation: confirmation,
      mixRate: task.mixRate,
      pretraining: measurements.bases.isEmpty ? nil : measurements.bases,
      bigrams: bigramRows(plain))
  }

  private func provenance(_ measurements: Measurements) -> Provenance {
    Provenance(
      tiltmeter: Version.current, arithmetic: arithmetic, setup: "\(setupID)",
      task: "\(taskFingerprint)", seed: Int(experiment.seed),
      trainings: measurements.arms.values.joined().reduce(0) { $0 + $1.tally.runs }
        + measurements.bases.reduce(0) { $0 + $1.bases },
      inputs: [
        "training": task.training.count, "pressure": task.pressure.count,
        "readout": task.readout.count, "confirmation": task.confirmation.count,
      ])
  }
}
