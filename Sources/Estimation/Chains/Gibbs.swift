import Foundation
import Mathematics

/// Bayesian log odds: ln of the posterior probability of A over that of B, from chains.
///
/// States that have not learned the training examples count for neither, as failed runs do. Chains
/// say nothing of what they never met, so a class that never came up is refused, not bounded.
public enum Gibbs {
  static let name = "gibbs"

  /// What may be set.
  public struct Options: Hashable, Sendable {
    /// Independent draws from the prior that must have come down to each class at the target.
    public var leastEntries: Int
    /// Independent ladders, at least 2.
    public var leastLadders: Int

    public init(leastEntries: Int = 10, leastLadders: Int = 4) {
      self.leastEntries = leastEntries
      self.leastLadders = leastLadders
    }
  }

  /// From the states at the target of all ladders.
  ///
  /// - Parameters:
  ///   - samples: in any order; as many steps in every ladder.
  ///   - grain: of runs, or of answers.
  ///   - level: of the interval, in (0, 1).
  /// - Returns: L in nats. The interval is the wider of Student's over ladders and the normal one
  ///   from the effective sample size of the ratio's influence. Refused, with what to do: too few
  ///   ladders, lengths that differ, a class that never came up, R-hat above 1.01, fewer than 400
  ///   effective samples, or too few entries into a class.
  /// - Complexity: O(S log S + S x correlation time) for S samples.
  public static func estimate(
    _ samples: [PosteriorSample], grain: Grain, level: Double, options: Options = Options()
  ) -> EstimatorResult {
    var result = EstimatorResult(
      estimator: name, grain: grain, estimate: .refused(""), level: level,
      trainings: samples.count)
    let ladders = Dictionary(grouping: samples, by: \.ladder).sorted { $0.key < $1.key }
      .map { $0.value.sorted { $0.step < $1.step } }
    if let reason = Direct.invalid(level, true) ?? problem(ladders, options) {
      result.estimate = .refused(reason)
      return result
    }
    let classes = [
      Series("A", ladders, of: .a, grain: grain, \.shareA),
      Series("B", ladders, of: .b, grain: grain, \.shareB),
    ]
    describe(&result, classes, samples)
    if let reason = Self.problem(classes[0], classes[1], options) {
      result.estimate = .refused(reason)
      return result
    }
    conclude(&result, classes[0].values, classes[1].values)
    return result
  }

  /// One class in every ladder.
  private struct Series {
    let name: String
    /// 1 where the state is of the class, or its share of answers; [ladders][steps].
    let values: [[Double]]
    let entries: Int
    /// Nil where nothing varies.
    let effective: Double?
    let rHat: Double

    init(
      _ name: String, _ ladders: [[PosteriorSample]], of outcome: SampleClass, grain: Grain,
      _ share: KeyPath<PosteriorSample, Double>
    ) {
      self.name = name
      values = ladders.map { ladder in
        ladder.map { sample in
          switch grain {
          case .run: sample.outcome == outcome ? 1 : 0
          case .answer: sample.outcome == .failed ? 0 : sample[keyPath: share]
          }
        }
      }
      entries = zip(ladders, values).reduce(0) { sum, ladder in
        sum + Set(zip(ladder.0, ladder.1).filter { $0.1 > 0 }.map(\.0.lineage)).count
      }
      effective = EffectiveSampleSize.bulk(values)
      rHat = SplitRHat.rankNormalised(values)
    }

    /// What is wrong: how grave it is, the smaller the graver, and what is said of it.
    func problem(_ options: Options) -> (kind: Int, measure: Double, text: String)? {
      let longer = "lengthen the ladders (gibbs.rounds) or give them more rungs (gibbs.rungs)"
      if entries == 0 {
        return (
          0, 0,
          "no state of the posterior is \(name)'s: chains cannot tell rare from never;"
            + " \(longer), or read the answer grain"
        )
      }
      if entries < options.leastEntries {
        return (
          1, Double(entries),
          "only \(entries) independent \(entries == 1 ? "draw" : "draws") from the prior came down"
            + " to \(name), fewer than \(options.leastEntries): \(longer)"
        )
      }
      guard let effective else { return nil }
      if !(rHat <= SplitRHat.largestBelieved) {
        let told = Told.number(rHat, beside: SplitRHat.largestBelieved, digits: 4)
        return (
          2, -rHat,
          "the ladders do not agree on \(name) (R-hat \(told), above"
            + " \(SplitRHat.largestBelieved)): \(longer)"
        )
      }
      if effective < EffectiveSampleSize.least {
        return (
          3, effective,
          "\(name) rests on \(Int(effective)) effective samples, fewer than"
            + " \(Int(EffectiveSampleSize.least)): \(longer)"
        )
      }
      return nil
    }
  }

  /// The graver of what is wrong with two classes, whichever is called A; both where one is as grave
  /// as the other.
  private static func problem(_ a: Series, _ b: Series, _ options: Options) -> String? {
    guard let first = a.problem(options) else { return b.problem(options)?.text }
    guard let second = b.problem(options) else { return first.text }
    if first.kind == second.kind, first.measure == second.measure {
      return first.kind == 0
        ? first.text.replacing("A's", with: "A's or B's") : first.text + "; the same of B"
    }
    return (first.kind, first.measure) < (second.kind, second.measure) ? first.text : second.text
  }

  private static func problem(_ ladders: [[PosteriorSample]], _ options: Options) -> String? {
    if ladders.count < options.leastLadders {
      return "\(ladders.count) ladders show too little of their spread: give at least"
        + " \(options.leastLadders) (gibbs.ladders)"
    }
    let lengths = Set(ladders.map(\.count))
    if lengths.count > 1 {
      return "the ladders have from \(lengths.min()!) to \(lengths.max()!) samples: let the"
        + " sampling finish"
    }
    return lengths.first! < 8
      ? "ladders of fewer than 8 samples say nothing: raise gibbs.rounds" : nil
  }

  private static func describe(
    _ result: inout EstimatorResult, _ classes: [Series], _ samples: [PosteriorSample]
  ) {
    let failed = samples.count { $0.outcome == .failed }
    result.details = [
      Detail("r_hat", .array(classes.map { $0.effective == nil ? .text("-") : .number($0.rHat) })),
      Detail(
        "effective_samples",
        .array(classes.map { $0.effective.map(DetailValue.number) ?? .text("-") })),
      Detail("entries", .numbers(classes.map { Double($0.entries) })),
      Detail("failed", .number(Double(failed))),
    ]
    if 2 * failed > samples.count {
      result.warnings.append(
        "\(100 * failed / samples.count) % of the posterior's samples have not learned the training"
          + " examples: raise gibbs.beta, or ask for a smaller readout.learned")
    }
  }

  private static func conclude(
    _ result: inout EstimatorResult, _ a: [[Double]], _ b: [[Double]]
  ) {
    let steps = Double(a[0].count)
    var ladders = RatioOfMeans()
    for (a, b) in zip(a, b) {
      ladders.add(shareA: a.reduce(0, +) / steps, shareB: b.reduce(0, +) / steps)
    }
    let point = log(ladders.sumA) - log(ladders.sumB)
    let (meanA, meanB) = (ladders.sumA / Double(a.count), ladders.sumB / Double(a.count))
    // The derivative of ln(mean A / mean B) along each sample; its mean is 0.
    let influence = zip(a, b).map { a, b in zip(a, b).map { $0 / meanA - $1 / meanB } }
    let all = influence.flatMap { $0 }
    let variance = all.reduce(0) { $0 + $1 * $1 } / Double(all.count)
    let within = EffectiveSampleSize.mean(influence).map { (variance / $0).squareRoot() } ?? 0
    let between = ladders.standardError
    let tail = (1 - result.level) / 2
    let student = studentQuantile(
      Tails(lower: 1 - tail, upper: tail), degrees: Double(a.count - 1))
    let normal = normalQuantile(Tails(lower: 1 - tail, upper: tail))
    let half = max(student * between, normal * within)
    result.estimate = Estimate.value(
      logOdds: point, interval: Interval(low: point - half, high: point + half), law: .posterior
    ).checked()
    result.details += [
      Detail("error_between_ladders", .number(between)),
      Detail("error_by_effective_samples", .number(within)),
    ]
  }
}
