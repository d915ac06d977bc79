import Estimation
import Runs

extension PreparedExperiment {
  /// Makes the summary of complete measurements.
  ///
  /// - Complexity: O(inputs x resamples + the controls').
  public func summary(_ measurements: Measurements) -> Summary {
    let plain = measurements[DirectKind.name].first?.tally ?? Tally(reading)
    let results = experiment.estimators.filter { type(of: $0).givesOdds }.map { estimator in
      estimator.results(measurements[type(of: estimator).name], level: experiment.level)
        + estimator.results(of: self, measurements, level: experiment.level)
    }
    let shares = Shares(plain)
    let grain: Grain = shares.other > 0.5 ? .answer : .run
    let speaking = results.compactMap { $0.first { $0.grain == grain } }
    let names = experiment.pairNames
    let curve = zip(reading.curveRules, plain.outcomes.dropFirst()).map { rule, counts in
      ThresholdPoint(
        threshold: rule.threshold, logOdds: logRatio(Double(counts.a), Double(counts.b)),
        a: counts.a, b: counts.b, other: counts.other, failed: counts.failed)
    }
    let rows = strengthRows(measurements, plain: plain)
    let resultsWithRatios = results.map { $0.map { $0.withGradientRatio(rows) } }
    let controls = controls(measurements, plain: plain)
    let evidence = VerdictEvidence(
      names: names, grain: grain, primary: speaking[0], others: Array(speaking.dropFirst()),
      shares: shares, curve: curve, threshold: experiment.rule.threshold, strengths: rows,
      capability: controls.capability, memory: controls.memory,
      triangulation: TriangulationSummary(
        speaking.filter { $0.estimate.law != .posterior }, grain: grain),
      poolSE: plain.poolError(grain, reading))
    return Summary(
      experiment: experiment.name,
      pairs: [
        PairSummary(
          a: names.a, b: names.b, shares: shares,
          estimates: withDisagreements(resultsWithRatios.flatMap { $0 }).map(EstimateSummary.init),
          thresholdCurve: curve,
          poolSE: evidence.poolSE, triangulation: evidence.triangulation,
          verdict: evidence.verdict(),
          strengths: withFit(rows, measurements, grain),
          named: task.named.isEmpty ? nil : namedRows(plain),
          sequences: sequenceSummary(measurements[SequenceKind.name], grain: grain))
      ],
      controls: controls, provenance: provenance(measurements))
  }

  /// Adds, at each grain at which the estimators disagree, a warning to all but the primary one.
  private func withDisagreements(_ results: [EstimatorResult]) -> [EstimatorResult] {
    let primary = type(of: experiment.estimators[0]).name
    return results.map { result in
      var result = result
      // A posterior is another law: it stands beside the others and is not held to them.
      if result.estimate.law == .posterior { return result }
      let found = Triangulation(
        results.filter { $0.grain == result.grain && $0.estimate.law != .posterior })
      if found.agree == false, result.estimator != primary {
        result.warnings.append(found.sentence)
      }
      return result
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
    let curve = DoseResponse.estimate(observations, grain: grain, level: experiment.level).curve
    return rows.map { $0.fitted(by: curve) }
  }

  private func controls(_ measurements: Measurements, plain: Tally) -> ControlsSummary {
    let names = experiment.pairNames
    let all = Double(max(1, plain.confirmationAll))
    return ControlsSummary(
      capability: CapabilityControl.rows(
        measurements[CapabilityControl.purpose], pair: task.pair, names: names),
      memory: experiment.controls.contains(.memory) ? MemoryControl.row(task) : nil,
      sensitivity: experiment.controls.contains(.sensitivity)
        ? SensitivityControl.rows(
          measurements[SensitivityControl.purpose], plain: plain, reading: reading) : [],
      confirmation: ConfirmationRow(
        inputs: task.confirmation.count, answersA: Double(plain.confirmationA) / all,
        answersB: Double(plain.confirmationB) / all,
        logOdds: logRatio(Double(plain.confirmationA), Double(plain.confirmationB))),
      mixRate: task.mixRate,
      pretraining: measurements.bases.isEmpty ? nil : measurements.bases)
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
