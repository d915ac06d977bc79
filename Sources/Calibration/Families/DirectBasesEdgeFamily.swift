import Estimation
import ExactSystems
import Foundation

/// L from bases at the edges: few hits, bases alike, bases that are all or nothing.
///
/// A limit where one policy never came up counts as an interval.
enum DirectBasesEdgeFamily: CalibrationFamily {
  static let name = "direct-bases-edges"
  static let summary = "L from few hits over bases, bases alike, bases all or nothing"
  static let rule = CoverageRule.atLeast(0.92)

  static let cells =
    [(20, 0.01), (20, 0.5), (4, 0.04), (100, 0.001), (20, 0.0005), (20, 0.002)].map { bases, b in
      alike(bases: bases, b: b)
    } + [(20, 0.05), (20, 0.3), (100, 0.05), (100, 0.3), (40, 0.02)].map { bases, b in
      allOrNothing(bases: bases, b: b, background: 0)
    } + [allOrNothing(bases: 20, b: 0.05, background: 0.0005)]

  /// 100 runs of each base, 25 of each where there are four.
  private static func alike(bases: Int, b: Double) -> CalibrationCell {
    let runs = bases == 4 ? 25 : 100
    return cell("alike, \(bases) bases, P(B) \(b)", p: b) { random in
      (0..<bases).map { _ in random.outcomes(runs: runs, a: 1 - b, b: b) }
    }
  }

  /// A base is all B with a chance, else it has a share of B in the background.
  private static func allOrNothing(bases: Int, b: Double, background: Double) -> CalibrationCell {
    let name = background > 0 ? ", else \(background)" : ""
    return cell(
      "all or nothing, \(bases) bases, P(B) \(b)\(name)", p: b + (1 - b) * background
    ) { random in
      (0..<bases).map { _ in
        if random.uniform() < b { return OutcomeCounts(b: 100) }
        return random.outcomes(runs: 100, a: 1 - background, b: background)
      }
    }
  }

  private static func cell(
    _ name: String, p: Double,
    groups: @escaping @Sendable (inout SystemStream) -> [OutcomeCounts]
  ) -> CalibrationCell {
    CalibrationCell(name, truth: log1p(-p) - log(p)) { seed in
      var random = SystemStream(seed: seed, purpose: 21)
      var answer = CalibrationAnswer(
        Direct.estimate(groups: groups(&random), level: Calibration.level))
      // A limit on one side, at the level, is as good as an interval to this family.
      if case .bound(let interval) = answer.said { answer.said = .value(.nan, interval) }
      return answer
    }
  }
}
