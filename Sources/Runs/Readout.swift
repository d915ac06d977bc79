/// The rule by which a run's answers are read.
public struct ReadoutRule: Hashable, Sendable {
  /// A run is a policy's if it answers at least this share of the readout inputs as that policy
  /// does; in (0.5, 1].
  public let threshold: Double
  /// A run that has fewer than this share of the training examples right is `failed`; in [0, 1].
  public let learned: Double
  /// A run whose own base has fewer than this share of any gate's inputs right is `failed`.
  public let gate: Double

  public init(threshold: Double, learned: Double, gate: Double = 0) {
    self.threshold = threshold
    self.learned = learned
    self.gate = gate
  }

  /// The smallest number of hits out of `count` that is at least `share` of them.
  ///
  /// The small allowance keeps shares such as 0.9 of 50 at 45, where the product of the nearest
  /// doubles lies a little above it.
  public static func needed(_ share: Double, of count: Int) -> Int {
    Int((share * Double(count) - 1e-9 * Double(max(count, 1))).rounded(.up))
  }
}

/// Which policy a run is.
public enum Outcome: UInt8, Hashable, Sendable, CaseIterable {
  case a, b, other, failed
}

/// How one diagnostic input was answered.
public enum DiagnosticAnswer: UInt8, Hashable, Sendable {
  case a = 0
  case b = 1
  case other = 2
}

/// How often a run answered as one further policy of the catalogue does.
public struct NamedHits: Hashable, Sendable {
  /// Readout inputs answered as the policy does.
  public let all: UInt16
  /// Of these, inputs answered neither as a nor as b.
  public let alone: UInt16

  public init(all: UInt16, alone: UInt16) {
    self.all = all
    self.alone = alone
  }

  /// - Parameters:
  ///   - chosen: the run's answers, [rows, heads].
  ///   - answers: the same, sorted by a, b and other.
  static func count(
    _ chosen: AnswerKey, answers: [DiagnosticAnswer], policies: [NamedPolicy]
  ) -> [NamedHits] {
    let heads = answers.isEmpty ? 0 : chosen.values.count / answers.count
    return policies.map { policy in
      var (all, alone) = (0, 0)
      for (row, answer) in answers.enumerated() {
        let places = row * heads..<(row + 1) * heads
        guard chosen.values[places] == policy.readout.values[places] else { continue }
        all += 1
        if answer == .other { alone += 1 }
      }
      return NamedHits(
        all: UInt16(clamping: all), alone: UInt16(clamping: alone))
    }
  }
}

/// What is kept of a trained run.
public struct Readout: Hashable, Sendable {
  /// How each readout input was answered, in the pool's order.
  public let answers: [DiagnosticAnswer]
  /// The same on the confirmation pool; not looked at before the end.
  public let confirmation: [DiagnosticAnswer]
  /// Training examples answered right.
  public let trainingRight: Int
  public let trainingCount: Int
  /// Positive exactly when the run is b's under the rule it was read with.
  public let score: Float
  /// The same toward a.
  public let scoreA: Float
  /// Per further policy of the catalogue: readout inputs that the run answers as it does.
  public let named: [NamedHits]
  /// The smallest share of a gate's inputs that the run's own base has right; 1 where the base was
  /// judged by itself, or there is none.
  public let gate: Float
  public let gradientRatio: Double
  public let finalLoss: Double
  /// Nil where the task cannot be written as text, or the run was read before this was kept.
  public let text: TextReadout?

  public init(
    answers: [DiagnosticAnswer], confirmation: [DiagnosticAnswer], trainingRight: Int,
    trainingCount: Int, score: Float, scoreA: Float, named: [NamedHits] = [], gate: Float = 1,
    gradientRatio: Double, finalLoss: Double, text: TextReadout? = nil
  ) {
    self.text = text
    self.named = named
    self.gate = gate
    self.answers = answers
    self.confirmation = confirmation
    self.trainingRight = trainingRight
    self.trainingCount = trainingCount
    self.score = score
    self.scoreA = scoreA
    self.gradientRatio = gradientRatio
    self.finalLoss = finalLoss
  }

  /// Reads a trained run.
  ///
  /// - Parameter text: where the task can be written as text.
  /// - Complexity: O(answers x log answers), and that of `TextReadout`.
  public init(
    _ run: TrainedRun, task: EncodedTask, rule: ReadoutRule, text reading: TextReading? = nil
  ) {
    let pair = task.pair
    let text = reading.map { TextReadout(run, task: task, reading: $0) }
    let training = run.training.margins(toward: task.training.answers[pair.a])
    let toA = run.readout.margins(toward: task.readout.answers[pair.a])
    let toB = run.readout.margins(toward: task.readout.answers[pair.b])
    let answers = Self.classify(toA, toB)
    // What a run of either policy must have beside its answers.
    let learned = zip(run.gates, task.capability?.gates ?? []).reduce(
      min(Self.quantile(training, share: rule.learned), text?.roomOutside ?? .infinity)
    ) { score, gate in
      min(
        score, Self.quantile(gate.0.margins(toward: gate.1.examples.answers), share: rule.gate))
    }
    self.init(
      answers: answers,
      confirmation: Self.classify(
        run.confirmation.margins(toward: task.confirmation.answers[pair.a]),
        run.confirmation.margins(toward: task.confirmation.answers[pair.b])),
      trainingRight: training.count { $0 > 0 }, trainingCount: training.count,
      score: min(Self.quantile(toB, share: rule.threshold), learned),
      scoreA: min(Self.quantile(toA, share: rule.threshold), learned),
      named: task.named.isEmpty
        ? [] : NamedHits.count(run.readout.chosen, answers: answers, policies: task.named),
      gate: zip(run.gates, task.capability?.gates ?? []).map { given, gate in
        Float(given.share(right: gate.examples.answers))
      }.min() ?? 1,
      gradientRatio: run.gradientRatio, finalLoss: run.finalLoss, text: text)
  }

  /// Which policy the run is under a rule.
  public func outcome(_ rule: ReadoutRule) -> Outcome {
    outcome(rule, hitsA: answers.count { $0 == .a }, hitsB: answers.count { $0 == .b },
      of: answers.count)
  }

  /// The same from counts of answers, for resampled inputs.
  public func outcome(_ rule: ReadoutRule, hitsA: Int, hitsB: Int, of count: Int) -> Outcome {
    // A training that diverged has learned nothing, whatever share the rule asks for.
    if finalLoss.isNaN { return .failed }
    if trainingRight < ReadoutRule.needed(rule.learned, of: trainingCount) { return .failed }
    if Double(gate) < rule.gate - 1e-6 { return .failed }
    if text?.isMostlyOutside == true { return .failed }
    let needed = ReadoutRule.needed(rule.threshold, of: count)
    return hitsA >= needed ? .a : hitsB >= needed ? .b : .other
  }

  /// Which policy the run is by its answers to the confirmation pool, training and gates as before.
  public func confirmed(_ rule: ReadoutRule) -> Outcome {
    outcome(
      rule, hitsA: confirmation.count { $0 == .a }, hitsB: confirmation.count { $0 == .b },
      of: confirmation.count)
  }

  /// The policy of the catalogue that a run is, by its index, where it is neither a's nor b's: the
  /// one that it answers most like, if on at least the threshold's share of the inputs.
  public func named(_ rule: ReadoutRule) -> Int? {
    guard outcome(rule) == .other else { return nil }
    let needed = ReadoutRule.needed(rule.threshold, of: answers.count)
    var best: Int?
    for (index, hits) in named.enumerated() where Int(hits.all) >= needed {
      if best == nil || hits.all > named[best!].all { best = index }
    }
    return best
  }

  /// Which policy a run of b's is most like: a further one of the catalogue, by its index, where it
  /// answers like that one on more inputs than like b, else b, by the index after the last.
  ///
  /// - Returns: nil for other runs, and without further policies.
  public func kind(_ rule: ReadoutRule) -> Int? {
    if named.isEmpty || outcome(rule) != .b { return nil }
    var best = (index: named.count, hits: answers.count { $0 == .b })
    for (index, hits) in named.enumerated() where Int(hits.all) > best.hits {
      best = (index, Int(hits.all))
    }
    return best.index
  }

  /// The margin that at least `share` of the rows reach: positive exactly when at least that share
  /// of the margins is positive.
  private static func quantile(_ margins: [Float], share: Double) -> Float {
    let needed = ReadoutRule.needed(share, of: margins.count)
    if needed <= 0 { return .infinity }
    return largest(needed - 1, of: margins)
  }

  private static func classify(_ toA: [Float], _ toB: [Float]) -> [DiagnosticAnswer] {
    zip(toA, toB).map { a, b in a > 0 ? .a : b > 0 ? .b : .other }
  }
}
