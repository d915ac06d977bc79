import Foundation
import Mathematics
import Runs

/// Draws what a run answers from a stated law instead of training it: the example of a learner.
///
/// With three latents of `initialWeights`, z0 to z2, each standard normal:
/// - the run fails the training examples where z2 is among the lowest share `failed`;
/// - it is neither A's nor B's, and answers the readout inputs by turns as A and as B, where z1 is
///   among the lowest share `other`;
/// - else it is B's where z0 exceeds the quantile at which P(A)/P(B) is as stated, and the margin of
///   its answers is how far z0 lies from there, which gives rare events their levels.
///
/// A unit of signed strength takes `slope` nats from the log odds; a diversity pressure gives or
/// takes as much for every earlier model, away from what it is. A base shifts the log odds by
/// `between-bases` times its one latent. Labels of the capability control are learned.
public struct StatedLearner: Learner {
  public let settings: StatedSettings
  public let arithmetic: ArithmeticVersion = "stated-1"

  public init(settings: StatedSettings) { self.settings = settings }

  /// A log probability that stands for none.
  private static let never: Float = -60

  public func pretrain(
    _ requests: [BaseRequest], on task: EncodedTask, workers: Int,
    deliver: @escaping @Sendable ([TrainedBase]) async throws -> Void
  ) async throws {
    let gates = (task.capability?.gates ?? []).map { gate in
      Self.answers(gate.examples.answers, heads: task.heads)
    }
    try await shareOut(requests, workers: workers) { request in
      try await deliver([
        TrainedBase(
          request: request, parameters: Self.parameters(of: request), gates: gates, finalLoss: 0)
      ])
    }
  }

  public func train(
    _ requests: [RunRequest], on task: EncodedTask, supplies: Supplies, workers: Int,
    deliver: @escaping @Sendable ([TrainedRun]) async throws -> Void
  ) async throws {
    let pieces = stride(from: 0, to: requests.count, by: 256).map {
      Array(requests[$0..<min($0 + 256, requests.count)])
    }
    try await shareOut(pieces, workers: workers) { piece in
      try await deliver(piece.map { draw($0, on: task, supplies) })
    }
  }

  private func draw(
    _ request: RunRequest, on task: EncodedTask, _ supplies: Supplies
  ) -> TrainedRun {
    let latents = request.noise.latents(.initialWeights, count: 3).map(Double.init)
    let lean: Lean
    if case .capability(let policy) = request.labels {
      lean = .policy(policy)
    } else if normalTails(latents[1]).lower < settings.other {
      lean = .byTurns
    } else {
      lean = .towardB(margin: Float(latents[0] - threshold(request, on: task, supplies)).canonical)
    }
    let fails = normalTails(latents[2]).lower < settings.failed && request.labels == .training
    func answers(_ pool: Pool) -> Answers { Self.answers(pool, lean, task: task) }
    let key = task.training.answers[task.pair.a]
    return TrainedRun(
      request: request,
      training: Self.answers(fails ? Self.shifted(key, task.heads) : key, heads: task.heads),
      readout: answers(task.readout), confirmation: answers(task.confirmation),
      pressure: supplies.keepsPressureAnswers ? answers(task.pressure) : nil,
      agreeing: supplies.readsAgreeing ? task.agreeing.map(answers) : nil,
      gates: request.base != nil && supplies.bases[request.base!.id] == nil
        ? (task.capability?.gates ?? []).map {
          Self.answers($0.examples.answers, heads: task.heads)
        } : [],
      gradientRatio: request.pressure.strength.magnitude, finalLoss: fails ? 1 : 0)
  }

  /// The quantile of z0 above which a run is B's.
  private func threshold(
    _ request: RunRequest, on task: EncodedTask, _ supplies: Supplies
  ) -> Double {
    let base = request.base.map { supplies.bases[$0.id]?.first ?? Self.parameters(of: $0)[0] } ?? 0
    var logOdds = settings.logOdds + settings.betweenBases * Double(base)
    let shift = settings.slope * request.pressure.strength
    if request.pressure.isDiversity {
      for run in request.earlier {
        guard let earlier = supplies.earlier[run] else { continue }
        let (a, b) = (task.pressure.answers[task.pair.a], task.pressure.answers[task.pair.b])
        logOdds += shift * (earlier.share(right: b) - earlier.share(right: a))
      }
    } else {
      logOdds -= shift
    }
    // The smaller tail is the one that keeps its digits.
    let rare = 1 / (1 + exp(abs(logOdds)))
    let quantile = -normalQuantile(rare)
    return logOdds >= 0 ? quantile : -quantile
  }

  private static func parameters(of base: BaseRequest) -> [Float] {
    base.noise.latents(.baseWeights, count: 1)
  }

  // MARK: Answers

  /// What a run leans to on the inputs on which the pair differs.
  private enum Lean {
    case policy(Int)
    case byTurns
    case towardB(margin: Float)
  }

  private static func answers(_ pool: Pool, _ lean: Lean, task: EncodedTask) -> Answers {
    let (a, b) = (pool.answers[task.pair.a].values, pool.answers[task.pair.b].values)
    switch lean {
    case .policy(let policy): return answers(pool.answers[policy], heads: task.heads)
    case .byTurns:
      let heads = task.heads.count
      let values = (0..<a.count).map { $0 / heads % 2 == 0 ? a[$0] : b[$0] }
      return answers(AnswerKey(values), heads: task.heads)
    case .towardB(let margin): return answers(a, b, margin: margin, heads: task.heads)
    }
  }

  /// All probability on one key.
  private static func answers(_ key: AnswerKey, heads: [Int]) -> Answers {
    answers(key.values, key.values, margin: 0, heads: heads)
  }

  /// Log probabilities by which the second key leads the first by a margin, and nothing else comes
  /// up.
  private static func answers(
    _ a: [UInt16], _ b: [UInt16], margin: Float, heads: [Int]
  ) -> Answers {
    let total = Double(log(1 + exp(-abs(margin))))
    let (likely, unlikely) = (Float(-total), Float(-total) - abs(margin))
    var values: [Float] = []
    values.reserveCapacity(a.count / max(1, heads.count) * heads.reduce(0, +))
    for place in a.indices {
      let size = heads[place % heads.count]
      let start = values.count
      values += [Float](repeating: never, count: size)
      if a[place] == b[place] {
        if Int(a[place]) < size { values[start + Int(a[place])] = 0 }
        continue
      }
      if Int(a[place]) < size { values[start + Int(a[place])] = margin > 0 ? unlikely : likely }
      if Int(b[place]) < size { values[start + Int(b[place])] = margin > 0 ? likely : unlikely }
    }
    return Answers(heads: heads, logProbabilities: values)
  }

  /// A key of which no answer is right.
  private static func shifted(_ key: AnswerKey, _ heads: [Int]) -> AnswerKey {
    AnswerKey(
      key.values.enumerated().map { place, value in
        UInt16((Int(value) + 1) % heads[place % heads.count])
      })
  }
}

extension StatedLearner: ExactLearner {
  /// The stated law itself: what is A's or B's is so by the log odds, whatever share is neither's.
  ///
  /// - Complexity: O(1).
  public func exactOdds(
    on task: EncodedTask, rule: ReadoutRule, pressure: Pressure = .none
  ) throws -> ExactOdds {
    if pressure.isDiversity && pressure.strength != 0 {
      throw ExactLawError("under a diversity pressure the law is not known: press toward or away")
    }
    if settings.betweenBases > 0 {
      throw ExactLawError("the law is stated for each base: set learner.between-bases to 0")
    }
    let logOdds = settings.logOdds - settings.slope * pressure.strength
    let rest = log((1 - settings.other) * (1 - settings.failed))
    return ExactOdds(
      logA: rest - log1p(exp(-logOdds)), logB: rest - log1p(exp(logOdds)), uncertainty: 1e-12)
  }
}
