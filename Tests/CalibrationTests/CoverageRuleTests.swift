import Calibration
import Estimation
import Foundation
import Mathematics
import Testing

/// Whether the rules break where they should, and only there.
struct CoverageRuleTests {
  /// The mean of ten normal draws, with the interval of a known deviation times a factor.
  private enum Honest: CalibrationFamily {
    static let name = "honest"
    static let summary = "a mean with its interval"
    static let rule = CoverageRule.approximate
    static let cells = Normal.cells(factor: 1)
  }

  private enum Narrow: CalibrationFamily {
    static let name = "narrow"
    static let summary = "the same, nine tenths as wide as it should be"
    static let rule = CoverageRule.approximate
    static let cells = Normal.cells(factor: 0.9)
  }

  private enum Wide: CalibrationFamily {
    static let name = "wide"
    static let summary = "the same, a quarter too wide"
    static let rule = CoverageRule.approximate
    static let cells = Normal.cells(factor: 1.25)
  }

  private enum Normal {
    static func cells(factor: Double) -> [CalibrationCell] {
      [0.0, 3].map { truth in
        CalibrationCell("mean \(truth)", truth: truth) { seed in
          var generator = Generator(state: seed)
          let mean = truth + generator.normal()
          return CalibrationAnswer(
            .value(
              mean, Interval(low: mean - 1.959964 * factor, high: mean + 1.959964 * factor)))
        }
      }
    }
  }

  private struct Generator {
    var state: UInt64

    mutating func normal() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return normalQuantile((Double(state >> 12) + 0.5) * 0x1p-52)
    }
  }

  private func report(
    _ families: [any CalibrationFamily.Type], replicates: Int = 2000, shrink: Double = 1
  ) async throws -> CalibrationReport {
    try await Calibration(
      .init(replicates: replicates, seed: 7, jobs: 2, shrink: shrink), families: families
    ).run()
  }

  @Test func honestIntervalsPass() async throws {
    let report = try await report([Honest.self])
    #expect(report.holds && report.tests.count == 4)
    #expect(report.text.contains("The coverage rule holds: 4 tests"))
  }

  /// Coverage .922 a cell passes the least of .92 and fails the mean of .94.
  @Test func narrowIntervalsFail() async throws {
    let report = try await report([Honest.self, Narrow.self])
    #expect(report.broken.map(\.subject) == ["narrow"])
    #expect(report.broken[0].claim == "mean at least 0.94")
    #expect(report.text.contains("The coverage rule is broken"))
    let worse = try await self.report([Honest.self], shrink: 0.8)
    #expect(worse.broken.count == 3)
  }

  @Test func wideIntervalsFail() async throws {
    let report = try await report([Wide.self])
    #expect(report.broken.map(\.claim) == ["mean at most 0.965"])
  }

  /// Over 400 calibrations of honest intervals none fails: at the stated .001 that has the chance
  /// .67 or more; with a false alarm of .05 it would have 1e-9.
  @Test func falseAlarmsAreRare() async throws {
    var broken = 0
    for seed in 0..<UInt64(400) {
      let report = try await Calibration(
        .init(replicates: 100, seed: seed, jobs: 2), families: [Honest.self]
      ).run()
      if !report.holds { broken += 1 }
    }
    #expect(broken == 0)
  }

  private func tally(_ family: any CalibrationFamily.Type) async throws -> CalibrationReport {
    try await report([family], replicates: 1000)
  }

  private enum Bounds: CalibrationFamily {
    static let name = "bounds"
    static let summary = "a limit that nine in ten truths keep"
    static let rule = CoverageRule.exact
    static let cells = [
      CalibrationCell("one", truth: 0) { seed in
        var generator = Generator(state: seed)
        return CalibrationAnswer(
          .bound(Interval(low: generator.normal() - 1.2815516, high: nil)))
      }
    ]
  }

  private enum Alarms: CalibrationFamily {
    static let name = "alarms"
    static let summary = "five alarms in a hundred"
    static let rule = CoverageRule.falseAlarm(0.01)
    static let cells = [
      CalibrationCell("one") { seed in
        var generator = Generator(state: seed)
        return CalibrationAnswer(.claim(generator.normal() > 1.6448536))
      }
    ]
  }

  private enum Silent: CalibrationFamily {
    static let name = "silent"
    static let summary = "misses of which half are noticed"
    static let rule = CoverageRule.noticed(0.95)
    static let cells = [
      CalibrationCell("one", truth: 9) { seed in
        var generator = Generator(state: seed)
        return CalibrationAnswer(
          .value(0, Interval(low: -1, high: 1)), isWarned: generator.normal() > 0)
      }
    ]
  }

  private enum Shrinking: CalibrationFamily {
    static let name = "shrinking"
    static let summary = "widths that fall"
    static let rule = CoverageRule.growing(0.93)
    static let cells = [1.0, 2, 3, 2.9].map { width in
      CalibrationCell("\(width)", truth: 0) { seed in
        var generator = Generator(state: seed)
        let half = width + 0.2 * generator.normal()
        return CalibrationAnswer(.value(0, Interval(low: -half, high: half)))
      }
    }
  }

  @Test func otherRulesFailWhereTheyShould() async throws {
    for family in [Bounds.self, Alarms.self, Silent.self] as [any CalibrationFamily.Type] {
      let report = try await tally(family)
      #expect(report.broken.map(\.subject) == ["\(family.name)/one"])
    }
    let report = try await tally(Shrinking.self)
    #expect(report.broken.map(\.subject) == ["shrinking/2.9"])
  }

  /// Where everything is refused nothing is wrong, and nothing is claimed.
  @Test func refusalsBreakNothing() async throws {
    enum Refusing: CalibrationFamily {
      static let name = "refusing"
      static let summary = "nothing"
      static let rule = CoverageRule.growing(0.93)
      static let cells = ["a", "b"].map { CalibrationCell($0) { _ in CalibrationAnswer(.refused) } }
    }
    let report = try await tally(Refusing.self)
    #expect(report.holds)
    #expect(report.text.contains("none"))
  }
}
