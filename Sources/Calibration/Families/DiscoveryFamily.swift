import Estimation
import ExactSystems
import Foundation

/// The share of diversity sequences that have found B by their sixth round.
enum DiscoveryFamily: CalibrationFamily {
  static let name = "discovery"
  static let summary = "share of 20 sequences that found B by round 6"
  static let rule = CoverageRule.exact

  static let cells = [0.02, 0.1, 0.3].flatMap { chance in
    [cell(chance, isCut: false), cell(chance, isCut: true)]
  }

  private static func cell(_ chance: Double, isCut: Bool) -> CalibrationCell {
    CalibrationCell(
      "\(chance) a round\(isCut ? ", half cut at round 2" : "")", truth: 1 - pow(1 - chance, 6)
    ) { seed in
      var random = SystemStream(seed: seed, purpose: 14)
      let sequences = (0..<20).map { i in
        let rounds = isCut && i % 2 == 0 ? 2 : 6
        let first = (1...rounds).first { _ in random.uniform() < chance }
        return DiscoverySequence(rounds: rounds, first: first.map { ["B": $0] } ?? [:])
      }
      let found = FirstDiscovery(of: "B", in: sequences, level: Calibration.level)
      guard let last = found.rounds.last, found.rounds.count == 6 else {
        return CalibrationAnswer(.refused)
      }
      return CalibrationAnswer(.value(last.share, last.interval))
    }
  }
}
