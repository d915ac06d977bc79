import Foundation

extension SubsetSimulation {
  /// Below which chance the populations' spread, and the difference between N and 4N, are alarms.
  static let spreadAlarm = 0.01
  static let sizeAlarm = 0.01
  /// Effective populations below which no two-sided interval is given: three, of fewer than five
  /// populations six in ten.
  static func leastEffective(of populations: Int) -> Double { min(3, 0.6 * Double(populations)) }

  /// ln P(B) and how far it can be trusted.
  ///
  /// - Parameters:
  ///   - level: of the interval, in (0, 1).
  ///   - evidence: kinds of B reached under pressure. Only with it, with every kind met by a final
  ///     run, and without an alarm is the mark "no undiscovered mode assumed" dropped.
  ///   - confirmed: whether a final run is still B's on inputs that chose nothing; each
  ///     population's estimate is multiplied by the share of its final states that are.
  /// - Returns: a value with Student's interval; limits where the budget ended before the last
  ///   level, where no population reached it, or where too few effective populations carry the
  ///   mean. The squared error is the mean of that between populations (the larger of the one by
  ///   their probabilities and the one by their logarithms) and that of the families within them,
  ///   on 2 (K - 1) degrees of freedom (Satterthwaite 1946, both counted as K - 1).
  /// - Complexity: O(states).
  public func probability(
    level: Double, evidence: ModeEvidence? = nil, confirmed: ((Int) -> Bool)? = nil
  ) -> RareProbability {
    var result = RareProbability(
      logProbability: .refused(""), level: level, trainings: measuredRuns, alarms: [],
      assumesNoUndiscoveredMode: true, remarks: [], details: [])
    if let reason = Direct.invalid(level, true) ?? options.problem ?? round.problem {
      result.logProbability = .refused(reason)
      return result
    }
    if populations.contains(where: \.profile.isEmpty) {
      let fresh = populations.reduce(0) { $0 + $1.size }
      result.logProbability = .refused(
        "\(measuredRuns) runs do not fill the populations: raise the budget above \(fresh), or"
          + " give fewer or smaller populations")
      return result
    }
    result.details = levelDetails
    if populations.contains(where: { $0.fate == .running }) {
      bound(&result, level: level)
      result.remarks.append(
        "the budget ended before the last level: only a limit, from how far it came")
      return result
    }
    let spread = PopulationSpread(
      sizes: populations.map(\.size), logs: populations.map { $0.estimate(confirmed) })
    if spread.logMean == -.infinity {
      bound(&result, level: level)
      result.alarms.append(
        "no population reached \(options.event): the score stops rising, or none was confirmed")
      return result
    }
    fill(&result, spread, level: level)
    let kinds = finalKinds(confirmed)
    result.details.append(contentsOf: kindDetails(kinds))
    if let evidence {
      let missing = evidence.missing(from: kinds)
      if !missing.isEmpty {
        result.alarms.append(
          "kinds of B reached under pressure and never met here: "
            + missing.joined(separator: ", ") + ": P(B) may be larger")
      }
      result.assumesNoUndiscoveredMode =
        !result.alarms.isEmpty || evidence.underPressure.values.allSatisfy { $0 == 0 }
    }
    return result
  }

  /// Runs whose rounds came back.
  var measuredRuns: Int { proposed - (isDone ? 0 : round.ids.count) }
  private var isDone: Bool { round.ids.isEmpty }

  private func fill(_ result: inout RareProbability, _ spread: PopulationSpread, level: Double) {
    let families = spread.standardError(families: populations.map(\.familyVariance))
    // Logarithms of populations that hardly any carries say nothing of their mean.
    let isCarried = spread.effective >= Self.leastEffective(of: spread.logs.count)
    let between = isCarried
      ? max(spread.standardError, spread.lognormalError ?? 0) : spread.standardError
    let error = ((families * families + between * between) / 2).squareRoot()
    result.standardError = error
    let extinct = spread.logs.count { $0 == -.infinity }
    if isCarried {
      result.logProbability = .value(
        spread.logMean,
        interval: spread.interval(
          level: level, standardError: error, degrees: 2 * (spread.logs.count - 1)))
    } else {
      result.logProbability = .atLeast(spread.markovLimit(level: level))
      result.alarms.append(
        String(
          format: "the mean is carried by about %.1f of %d populations: only a limit from below;"
            + " give larger populations", spread.effective, spread.logs.count))
    }
    if extinct > 0 {
      result.alarms.append(
        "\(extinct) of \(spread.logs.count) populations died out and"
          + " \(extinct == 1 ? "counts" : "count") as zero")
    }
    let predicted = populations.map(\.predictedVariance)
    let excess = spread.excess(predicted: predicted)
    if let excess, excess < Self.spreadAlarm {
      result.alarms.append(
        String(
          format: "populations differ more than their levels predict (p = %.1g): some may miss a"
            + " mode of \(options.event) that rises late; give larger populations", excess))
    }
    let contrast = spread.sizeContrast()
    if let contrast, contrast.p < Self.sizeAlarm {
      result.alarms.append(
        String(
          format: "populations of N and of 4N differ by %.2f nats (p = %.1g): give larger ones",
          contrast.difference, contrast.p))
    }
    let variance = error * error
    let gain = (1 - exp(spread.logMean)) / exp(spread.logMean) / (variance * Double(proposed))
    if gain < 2 {
      let correlation = populations.compactMap { $0.levels.last?.scoreCorrelation }.min()
      let kept = correlation.map {
        String(format: "; a move's score correlates with its start's by %.2f", $0)
      }
      result.remarks.append(
        String(format: "plain runs are as good: splitting gains a factor of %.2g", gain)
          + (kept ?? ""))
    }
    result.details += [
      Detail("log_probability", .number(spread.logMean)),
      Detail("standard_error", .number(error)),
      Detail("standard_error_between_populations", .number(between)),
      Detail("standard_error_within_families", .number(families)),
      Detail("log_probability_by_population", .numbers(spread.logs)),
      Detail("predicted_error_by_population", .numbers(predicted.map { $0.squareRoot() })),
      Detail("effective_populations", .number(spread.effective)),
      Detail("at_least_without_mode_assumption", .number(spread.markovLimit(level: level))),
      Detail("variance_times_runs", .number(variance * Double(proposed))),
      Detail("plain_variance_times_runs", .number(exp(-spread.logMean))),
      Detail("gain", .number(gain)),
    ]
    if let excess { result.details.append(Detail("spread_p", .number(excess))) }
    if let contrast {
      result.details += [
        Detail("large_over_small", .number(contrast.difference)),
        Detail("large_over_small_error", .number(contrast.standardError)),
        Detail("large_over_small_p", .number(contrast.p)),
      ]
    }
  }

  /// A limit from above: P(B) is at most the probability of the highest level all came to.
  private func bound(_ result: inout RareProbability, level: Double) {
    let reached = populations.compactMap(\.reachedLevel).min() ?? -.infinity
    if reached == -.infinity {
      // A population died out among its fresh runs: only these, all together, say something.
      let fresh = populations.flatMap { $0.profile[0].scores }
      let plain = LogProbability.counted(
        hits: fresh.count { $0 > 0 }, runs: fresh.count, level: level)
      result.logProbability = .atMost(plain.interval?.high ?? 0)
      result.details.append(Detail("score_reached", .text("none")))
      return
    }
    let spread = PopulationSpread(
      sizes: populations.map(\.size),
      logs: populations.map { $0.logProbability(above: reached) })
    let limit = spread.upperLimit(level: level)
    result.logProbability = .atMost(limit)
    result.details += [
      Detail("score_reached", .number(reached)),
      Detail("log_probability_of_score_reached", .number(spread.logMean)),
      Detail("standard_error", .number(spread.standardError)),
    ]
  }

  private func finalKinds(_ confirmed: ((Int) -> Bool)?) -> [String: Int] {
    var kinds: [String: Int] = [:]
    for population in populations where population.fate == .reached {
      for state in population.states where confirmed?(state.id) ?? true {
        if let label = population.label(of: state) { kinds[label, default: 0] += 1 }
      }
    }
    return kinds
  }

  private func kindDetails(_ kinds: [String: Int]) -> [Detail] {
    kinds.isEmpty
      ? []
      : [
        Detail(
          "kinds_of_b",
          .array(
            kinds.sorted { $0.key < $1.key }.map {
              .array([.text($0.key), .number(Double($0.value))])
            }))
      ]
  }

  /// Of the population that climbed most levels: what each level was like.
  private var levelDetails: [Detail] {
    guard let tallest = populations.max(by: { $0.levels.count < $1.levels.count }) else {
      return []
    }
    let levels = tallest.levels
    func optional(_ values: [Double?]) -> DetailValue {
      .array(values.map { $0.map(DetailValue.number) ?? .text("none") })
    }
    return [
      Detail("population_sizes", .numbers(populations.map { Double($0.size) })),
      Detail("rounds", .number(Double(rounds))),
      Detail("levels", .numbers(levels.map(\.threshold))),
      Detail("level_shares", .numbers(levels.map(\.share))),
      Detail("level_memory", .numbers(levels.map(\.memory))),
      Detail("level_acceptance", optional(levels.map(\.acceptance))),
      Detail("level_cosine", optional(levels.map(\.cosine))),
      Detail("level_score_correlation", optional(levels.map(\.scoreCorrelation))),
    ]
  }
}

extension SubsetPopulation {
  /// ln of the estimate of P(B), in nats; minus infinity where nothing was found or confirmed.
  func estimate(_ confirmed: ((Int) -> Bool)?) -> Double {
    if fate != .reached { return -.infinity }
    guard let confirmed else { return logProbability }
    let kept = states.count { confirmed($0.id) }
    return logProbability + log(Double(kept) / Double(states.count))
  }

  /// sigma^2 of ln p as its m levels predict it: (1 + m / 10) sum d_j^2.
  ///
  /// The published sum leaves out that chains of one level start from relatives. On half-spaces at
  /// 1e-4, 1e-6 and 1e-9 the variance between populations was 1.5, 1.7 and 2.4 times the sum, with
  /// 6, 9 and 13 levels, for N = 512 and for N = 1024 alike: hence the factor. It serves to notice
  /// populations that differ too much, not for any interval.
  var predictedVariance: Double {
    (1 + Double(levels.count) / 10) * levels.reduce(0) { $0 + $1.coefficient * $1.coefficient }
  }

  /// The relative variance of the estimate of P(B) as the descent of its final states tells: the
  /// sum of squares of the shares that descend from each fresh run.
  ///
  /// Source: Chan & Lai 2013, "A general theory of particle filters in hidden Markov models and
  /// some applications", Ann. Statist. 41, 2877-2904; Lee & Whiteley 2018, "Variance estimation in
  /// the particle filter", arXiv 1509.00394.
  var familyVariance: Double {
    var sizes: [Int: Int] = [:]
    for state in states { sizes[state.founder, default: 0] += 1 }
    let n = Double(states.count)
    // In whole numbers, whose sum does not depend on the order of a dictionary.
    let squares = sizes.values.reduce(0) { $0 + $1 * $1 }
    return n == 0 ? 0 : Double(squares) / (n * n)
  }
}
