import Estimation
import ExactSystems
import Mathematics

/// L(0) from a replica-exchange ladder over tilts, read by MBAR.
enum ExchangeFamily: CalibrationFamily {
  static let name = "exchange"
  static let summary = "L by replica exchange, 12 ladders of 4 rungs, read by MBAR"
  static let rule = CoverageRule.approximate

  static let cells = [0.05, 0.02, 0.01].map { probability in
    let system = HalfSpace(probability: probability)
    // ln (1 - P)/P.
    let logOdds = log1mexp(-system.logProbability) - system.logProbability
    return CalibrationCell("half-space \(probability)", logOdds: logOdds) {
      answer(system, seed: $0)
    }
  }

  private static let options = ReplicaLadder.Options(rungs: 4, ladders: 12, burnIn: 96)
  private static let rounds = 80

  private static func answer(_ system: HalfSpace, seed: UInt64) -> CalibrationAnswer {
    let runs = (rounds + options.burnIn + 1) * options.rungs * options.ladders
    var design = ReplicaLadder(budget: runs, seed: seed, options: options) { rows, level in
      Ladder.estimate(
        rows.map(TiltedSample.init(row:)), level: level, replicates: 100, seed: seed
      ).estimate
    }
    var simulated = SimulatedRuns(system, seed: seed)
    simulated.drive(&design)
    return CalibrationAnswer(design.estimate(level: Calibration.level), trainings: runs)
  }
}

extension TiltedSample {
  /// A ladder counts as one chain: its rungs exchange their states, so that only whole ladders are
  /// independent.
  init(row: LadderRow) {
    self.init(
      strength: row.strength, score: row.score, outcome: row.score > 0 ? .b : .a,
      chain: row.ladder, step: row.step)
  }
}
