import Estimation
import Foundation
import Testing

import Experiments

/// Exchanging the policies exchanges names and signs, and nothing else.
@Suite struct ExchangeTests {
  private struct Draws {
    var state: UInt64

    mutating func below(_ count: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % count)
    }

    mutating func flag() -> Bool { below(2) == 0 }

    mutating func number() -> Double { Double(below(2001)) / 200 - 5 }
  }

  // MARK: Random evidence

  private func result(_ name: String, _ draws: inout Draws) -> EstimatorResult {
    let estimate: Estimation.Estimate
    switch draws.below(6) {
    case 0: estimate = .refused("it has its reasons: wait")
    case 1: estimate = .bound(draws.flag() ? .lower : .upper, draws.number())
    default:
      let (low, width) = (draws.number() / 3, Double(draws.below(300)) / 100)
      estimate = .value(low + width / 2, low, low + width)
    }
    var result = EstimatorResult(
      estimator: name, grain: .run, estimate: estimate, level: 0.95, trainings: 100)
    if draws.flag(), case .value(let point, _, _) = estimate {
      result.inputs = .likeThese
      result.theseInputs = Interval(low: point - 0.01, high: point + 0.01)
    }
    if draws.flag() {
      result.details = [Detail("extrapolated_nats", .number(Double(draws.below(2))))]
    }
    return result
  }

  private func evidence(_ draws: inout Draws) -> VerdictEvidence {
    let estimators = ["direct", "dose-response", "splitting"]
    var counts = OutcomeCounts(a: 500, b: draws.below(500), other: draws.below(1500))
    if draws.below(10) == 0 { counts.failed = 3000 }
    var shares = Shares(counts)
    if draws.flag() {
      let a = Double(draws.below(600)) / 1000
      (shares.answersA, shares.answersB) = (a, Double(draws.below(400)) / 1000)
    }
    let rows = (-2...2).filter { $0 != 0 }.map { strength in
      var row = StrengthRow(
        strength: Double(strength),
        counts: OutcomeCounts(a: draws.below(4) * 5, b: draws.below(3) * 5, other: 7))
      if draws.flag() { row.gradientRatio = Double(draws.below(9)) / 10 }
      return row
    }
    let first = draws.below(2)
    var evidence = VerdictEvidence(
      names: ("alpha", "beta"), grain: .run,
      primary: result(estimators[first], &draws),
      others: [result(estimators[first + 1], &draws)], shares: shares,
      curve: [0.8, 0.95].map {
        ThresholdPoint(
          threshold: $0, logOdds: draws.number(), a: 5, b: 5, other: 5, failed: 0)
      },
      threshold: 0.9, strengths: draws.flag() ? rows : [],
      capability: ["alpha", "beta"].map {
        let reached = draws.below(40)
        return CapabilityRow(
          policy: $0, runs: 16, reached: min(16, reached), answers: 0.5, passed: reached >= 8)
      },
      memory: MemoryRow(
        learner: "nearest training example", answersA: draws.flag() ? 0.9 : 0.4, answersB: 0.05),
      triangulation: nil, margin: draws.flag() ? log(2) : 1.5)
    if draws.below(4) == 0 {
      evidence.triangulation = TriangulationSummary(
        grain: "run", q: 1, df: 1, p: 0.3, agree: draws.flag(),
        used: [estimators[first], estimators[first + 1]], text: "")
    }
    if draws.below(4) == 0 { evidence.warnings = ["only 3 readout inputs"] }
    return evidence
  }

  // MARK: Exchanged

  private func exchanged(_ estimate: Estimation.Estimate) -> Estimation.Estimate {
    switch estimate {
    case .value(let point, let interval, let law):
      .value(logOdds: -point, interval: exchanged(interval), law: law)
    case .bound(let bound, let law):
      .bound(
        OneSided(bound.side == .lower ? .upper : .lower, logOdds: -bound.logOdds), law: law)
    case .refused: estimate
    }
  }

  private func exchanged(_ interval: Interval) -> Interval {
    Interval(low: interval.high.map { -$0 }, high: interval.low.map { -$0 })
  }

  private func exchanged(_ result: EstimatorResult) -> EstimatorResult {
    var other = result
    other.estimate = exchanged(result.estimate)
    other.theseInputs = result.theseInputs.map { exchanged($0) }
    return other
  }

  /// The same facts with the other policy called a.
  private func exchanged(_ evidence: VerdictEvidence) -> VerdictEvidence {
    var other = evidence
    other.names = (evidence.names.b, evidence.names.a)
    other.primary = exchanged(evidence.primary)
    other.others = evidence.others.map { exchanged($0) }
    (other.shares.a, other.shares.b) = (evidence.shares.b, evidence.shares.a)
    (other.shares.answersA, other.shares.answersB) =
      (evidence.shares.answersB, evidence.shares.answersA)
    other.curve = evidence.curve.map {
      ThresholdPoint(
        threshold: $0.threshold, logOdds: $0.logOdds.map { -$0 }, a: $0.b, b: $0.a,
        other: $0.other, failed: $0.failed)
    }
    other.strengths = evidence.strengths.reversed().map { row in
      var other = row
      other.strength = -row.strength
      (other.a, other.b) = (row.b, row.a)
      return other
    }
    other.capability = evidence.capability.reversed()
    other.memory = evidence.memory.map {
      MemoryRow(learner: $0.learner, answersA: $0.answersB, answersB: $0.answersA)
    }
    return other
  }

  /// A sentence with the signs of its L and strengths taken away, and intervals from the smaller
  /// size on: what must be the same word for word, names included.
  private func unsigned(_ text: String) -> String {
    let plain = text.replacing(/-(\d)/) { "\($0.output.1)" }
    return plain.replacing(/(\d+\.\d+) to (\d+\.\d+)/) { match in
      let ends = [match.output.1, match.output.2].sorted { Double($0)! < Double($1)! }
      return "\(ends[0]) to \(ends[1])"
    }
  }

  @Test func everyVerdict() {
    var draws = Draws(state: 7)
    var kinds: Set<VerdictKind> = []
    for _ in 0..<4000 {
      let evidence = evidence(&draws)
      let (one, other) = (evidence.verdict(), exchanged(evidence).verdict())
      kinds.insert(one.kind)
      #expect(other.kind == one.kind)
      #expect(other.policy == one.policy.map { $0 == "a" ? "b" : "a" })
      #expect(other.estimator == one.estimator)
      #expect(other.logOdds == one.logOdds.map { -$0 })
      #expect(other.low == one.high.map { -$0 })
      #expect(other.high == one.low.map { -$0 })
      #expect(other.inputs == one.inputs)
      #expect(unsigned(other.text) == unsigned(one.text))
    }
    #expect(kinds == Set(VerdictKind.allCases))
  }

  /// Anyone's own runs: the same file, named the other way round.
  @Test(arguments: [
    "strength,policy,count\n0,A,20\n0,B,9\n", "strength,policy,count\n0,A,99\n0,B,1\n",
    "strength,policy,count\n0,A,300\n1,A,40\n1,B,4\n2,A,20\n2,B,20\n3,A,5\n3,B,50\n",
    "strength,policy,count\n-1,A,80\n-1,B,20\n0,A,60\n0,B,40\n1,A,30\n1,B,70\n2,A,10\n2,B,90\n",
  ])
  func ownRuns(_ text: String) throws {
    // Exchanged by hand: the policy pressed toward is the other one.
    let mirrored = text.split(separator: "\n").map { line -> String in
      line.first == "s" ? String(line)
        : line.first == "-" ? String(line.dropFirst())
        : line.first == "0" ? String(line) : "-" + line
    }.joined(separator: "\n") + "\n"
    func summary(_ text: String, _ a: String, _ b: String) throws -> Summary {
      try OwnRuns(reading: Array(text.utf8), file: "runs.csv").summary(a: a, b: b, level: 0.95)
    }
    let (one, other) = try (summary(text, "A", "B"), summary(mirrored, "B", "A"))
    let (left, right) = (one.pairs[0], other.pairs[0])
    #expect(left.verdict.kind == right.verdict.kind)
    #expect(left.verdict.policy != right.verdict.policy || left.verdict.policy == nil)
    for (x, y) in zip(left.estimates, right.estimates) {
      func near(_ x: Double?, _ y: Double?) -> Bool {
        switch (x, y) {
        case (nil, nil): true
        case (let x?, let y?): abs(x + y) < 1e-6 * max(1, abs(x))
        default: false
        }
      }
      #expect(near(x.logOdds, y.logOdds))
      #expect(near(x.low, y.high), "\(x.estimator) \(String(describing: x.low)) \(String(describing: y.high))")
      #expect(near(x.high, y.low))
      #expect(x.bound == "none" || x.bound != y.bound)
      #expect(x.warnings.count == y.warnings.count)
    }
  }
}
