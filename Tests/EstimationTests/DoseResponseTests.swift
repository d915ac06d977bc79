import Estimation
import ExactSystems
import Foundation
import Mathematics
import Testing

struct DoseResponseTests {
  /// The last set is separated: refused by `DoseResponse`, and finite here.
  @Test func firthAgreesWithAnIndependentFit() throws {
    var worst = 0.0
    let drop = chiSquareQuantile(Tails(lower: 0.95, upper: 0.05), degrees: 1)
    for reference in FirthReference.all {
      let fit = try #require(
        FirthLogit(
          reference.strengths.indices.map { i in
            FirthLogit.Cell(
              strength: reference.strengths[i], a: reference.a[i], b: reference.b[i])
          }))
      let alpha = fit.interval(at: 0, drop: drop)
      let beta = fit.slopeInterval(drop: drop)
      let ours = [
        fit.line.value, fit.line.slope, alpha.low!, alpha.high!, beta.low!, beta.high!,
      ]
      for (value, expected) in zip(ours, reference.values) {
        worst = max(worst, abs(value - expected) / abs(expected))
      }
    }
    print("largest relative difference from the reference fit: \(worst)")
    #expect(worst < 1e-8)
  }

  private func line(
    alpha: Double, beta: Double, strengths: [Double], runs: Int
  ) -> [DoseObservation] {
    strengths.map { strength in
      let p = logistic(alpha + beta * strength)
      let a = Int((p * Double(runs)).rounded())
      return DoseObservation(strength: strength, counts: OutcomeCounts(a: a, b: runs - a))
    }
  }

  @Test func scaleOfStrengthDoesNotMatter() throws {
    let strengths = [-1.0, 0.5, 1, 2, 3]
    let plain = DoseResponse.estimate(
      line(alpha: 2, beta: -1, strengths: strengths, runs: 100), level: 0.95)
    for scale in [1e-6, 1e5] {
      let scaled = strengths.map { $0 * scale }
      let other = DoseResponse.estimate(
        line(alpha: 2, beta: -1 / scale, strengths: scaled, runs: 100), level: 0.95)
      #expect(abs(other.curve!.logOdds(at: 0) - plain.curve!.logOdds(at: 0)) < 1e-7)
      #expect(
        abs(other.result.equalStrength!.strength / scale - plain.result.equalStrength!.strength)
          < 1e-7)
    }
  }

  @Test func refusesWithWhatToDo() {
    func at(_ strength: Double, _ a: Int, _ b: Int) -> DoseObservation {
      DoseObservation(strength: strength, counts: OutcomeCounts(a: a, b: b))
    }
    let cases: [(String, [DoseObservation], String)] = [
      ("no data", [], "nothing was measured"),
      ("one strength", [at(1, 5, 5), at(1, 3, 2)], "only 1.0 has hits"),
      ("only A", [at(1, 5, 0), at(2, 5, 0)], "B never came up"),
      ("only B", [at(1, 0, 5), at(2, 0, 5)], "A never came up"),
      ("separated", [at(1, 5, 0), at(2, 0, 5)], "no overlap"),
      (
        "nearly separated", [at(1, 5, 0), at(2, 3, 3), at(3, 0, 5)],
        "share one strength, 2.0, and no other"
      ),
      ("reversed", [at(1, 0, 5), at(2, 5, 0)], "no overlap"),
      ("flat, far out", [at(5, 50, 50), at(6, 50, 50)], "slope is not established"),
      ("not finite", [at(.nan, 5, 5), at(2, 5, 5)], "finite"),
      ("negative", [at(1, -5, 5), at(2, 5, 5)], "negative"),
    ]
    for (name, data, part) in cases {
      guard case .refused(let reason) = DoseResponse.estimate(data, level: 0.95).result.estimate
      else {
        Issue.record("not refused: \(name)")
        continue
      }
      #expect(reason.contains(part), "\(name): \(reason)")
    }
  }

  @Test func saysHowFarItExtrapolates() throws {
    let far = DoseResponse.estimate(
      line(alpha: 6, beta: -2, strengths: [1.5, 2, 3, 4], runs: 300), level: 0.95)
    #expect(far.result.warnings.contains { $0.contains("extrapolated by") })
    let nats = far.result.details.first { $0.key == "extrapolated_nats" }
    guard case .number(let value)? = nats?.value else {
      Issue.record("no number of nats")
      return
    }
    #expect(abs(value - 3) < 0.1)
    #expect(far.result.warnings.contains { $0.contains("zero lies outside") })
    let near = DoseResponse.estimate(
      line(alpha: 1, beta: -2, strengths: [-0.5, 0.5, 1], runs: 300), level: 0.95)
    #expect(!near.result.warnings.contains { $0.contains("extrapolated") })
    #expect(near.result.details.contains(Detail("zero_inside_strengths", .text("yes"))))
  }

  @Test func equalityIsBoundedOrOpen() throws {
    let strong = DoseResponse.estimate(
      line(alpha: 1, beta: -1, strengths: [-1, 0, 1, 2, 3], runs: 200), level: 0.95)
    let equality = try #require(strong.result.equalStrength)
    #expect(abs(equality.strength - 1) < 0.05)
    #expect(equality.interval.contains(1))
    // Nearly flat: the slope is not established, so equality may be anywhere far away.
    let flat = DoseResponse.estimate(
      line(alpha: 1, beta: -0.1, strengths: [-1, 1], runs: 100), level: 0.95)
    let open = try #require(flat.result.equalStrength)
    #expect(open.interval.low == nil || open.interval.high == nil)
    #expect(flat.result.warnings.contains { $0.contains("unbounded") })
  }

  @Test func curvedResponseIsFittedWhereItMatters() throws {
    // Nearly linear between zero and equality, steeper beyond.
    let data = [-0.002, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01].map { s in
      let truth = 2 - 900 * s - 5e7 * s * s * s
      let a = Int((4000 * logistic(truth)).rounded())
      return DoseObservation(strength: s, counts: OutcomeCounts(a: a, b: 4000 - a))
    }
    let fitted = DoseResponse.estimate(data, level: 0.95)
    #expect(fitted.result.warnings.contains { $0.contains("curved") })
    #expect(abs(try #require(fitted.result.estimate.logOdds) - 2) < 0.15)
  }

  /// With a million runs a strength, counts rounded, the interval and the range hold L(0) under
  /// every link, and the link's own row says so too.
  @Test func everyLinkFindsItsOwnValue() throws {
    for link in DoseLink.allCases {
      let truth = DoseTruth.line(1.5, link: link)
      let data = [-0.3, -0.1, 0.1, 0.3, 0.6, 1, 1.5].map { strength in
        let a = Int((1e6 * logistic(truth.logOdds(strength))).rounded())
        return DoseObservation(
          strength: strength, counts: OutcomeCounts(a: a, b: 1_000_000 - a))
      }
      let result = DoseResponse.estimate(data, level: 0.95).result
      #expect(try #require(result.estimate.interval).contains(1.5), "\(link)")
      #expect(try #require(result.modelRange).contains(1.5), "\(link)")
      guard case .array(let models)? = result.details.first(where: { $0.key == "models" })?.value
      else {
        Issue.record("no models")
        return
      }
      #expect(models.count == 4)
      for case .array(let model) in models where model[0] == .text(link.rawValue) {
        guard case .number(let share) = model[1], case .number(let value) = model[2] else {
          Issue.record("\(link): \(model)")
          continue
        }
        #expect(share > 0.9, "\(link)")
        #expect(abs(value - 1.5) < 0.01, "\(link)")
      }
    }
  }

  @Test func orderDoesNotMatter() {
    let data = line(alpha: 2, beta: -1, strengths: [-1, 0.5, 1, 2, 3, 1, 2], runs: 50)
    let one = DoseResponse.estimate(data, level: 0.9)
    let other = DoseResponse.estimate(data.reversed(), level: 0.9)
    #expect(one.result == other.result)
  }

  /// 30 bases with intercepts of their own; 600 replicates: binomial standard error .009, false
  /// alarm below 1e-4.
  @Test func groupIntervalsCover() {
    var random = SplitMix64(seed: 5)
    var covered = 0
    // The marginal log odds at zero: the mean of logistic(1 + u) for u = -1 or 1, equally likely.
    let marginal = (logistic(2) + logistic(0)) / 2
    let truth = log(marginal / (1 - marginal))
    for _ in 0..<600 {
      var data: [DoseObservation] = []
      for group in 0..<30 {
        let shift: Double = random.uniform() < 0.5 ? -1 : 1
        for strength in [-0.2, 0.2] {
          let p = logistic(1 + shift - strength)
          data.append(
            DoseObservation(
              strength: strength, counts: random.outcomes(runs: 20, a: p, b: 1 - p), group: group))
        }
      }
      let result = DoseResponse.estimate(data, level: 0.95).result
      if result.estimate.interval?.contains(truth) ?? false { covered += 1 }
    }
    print("coverage of dose-response with 30 bases: \(Double(covered) / 600)")
    #expect(covered > 540 && covered < 597)
  }

  @Test func milliseconds() {
    let data = line(
      alpha: 4, beta: -1, strengths: (-20...60).map { Double($0) / 10 + 0.05 }, runs: 200)
    let start = ContinuousClock.now
    _ = DoseResponse.estimate(data, level: 0.95)
    let time = ContinuousClock.now - start
    print("fit of 81 strengths: \(time)")
    #expect(time < .milliseconds(500))
  }
}
