import Estimation
import ExactSystems

/// L(0) by dose-response over the whole procedure, placement of strengths included.
///
/// Constants of the estimator were chosen on seeds 1 to 9 of an earlier form of this grid, whose
/// draws were others.
enum DoseResponseFamily: CalibrationFamily {
  static let name = "dose-response"
  static let summary = "L(0) from placed strengths, 2,000 runs unless said"
  static let rule = CoverageRule.approximate

  static let cells = runs + answers + bases

  private static let runs =
    zip([0.0, 2, 4, 7, 10], [1e-4, 10, 0.03, 1, 1e-5]).map { value, scale in
      cell("line \(value)", .line(value), scale: scale)
    } + [(0.3, 0.01), (-0.3, 3)].flatMap { bend, scale in
      [2.0, 4, 7].map {
        cell("\(bend > 0 ? "convex" : "concave") \($0)", .bent($0, bend), scale: scale)
      }
    } + [
      cell("kink 3", .kink),
      cell("joined 1", .joined(1), scale: 0.01),
      cell("joined 2.5", .joined(2.5)),
      cell("joined 2.5, 20,000 runs", .joined(2.5), budget: 20_000),
      cell("leaning to B -4", .line(-4), scale: 0.5),
      cell("slab 7.4", .slab),
      cell("slab 7.4, 20,000 runs", .slab, budget: 20_000),
      cell("half a slab 3.7", .halfSlab),
      cell("probit 3", .probit(1.65)),
      cell("probit 6", .probit(2.81)),
      cell("cloglog 3", .complementaryLogLog(1.1145)),
      cell("loglog 6", .logLog(6)),
      cell("saturating 5", .saturating),
      cell("concave 7, 20,000 runs", .bent(7, -0.3), budget: 20_000),
    ]

  private static let answers = [
    cell("answers: line 1", .line(1), scale: 0.02, grain: .answer),
    cell("answers: line 4", .line(4), grain: .answer),
    cell("answers: concave 2", .bent(2, -0.3), grain: .answer),
    cell("answers: convex 4", .bent(4, 0.3), grain: .answer),
    cell("answers: joined 2", .joined(2), grain: .answer),
    cell("answers: joined 2, 20,000 runs", .joined(2), budget: 20_000, grain: .answer),
    cell("answers: half a slab 3.7", .halfSlab, grain: .answer),
    cell("answers: slab 7.4", .slab, grain: .answer),
  ]

  private static let bases = [
    cell("20 bases: line 1", .line(1), bases: 20),
    cell("30 bases: line 2", .line(2), bases: 30),
    cell("40 bases: concave 2", .bent(2, -0.3), bases: 40),
  ]

  private static func cell(
    _ name: String, _ truth: DoseTruth, scale: Double = 1, budget: Int = 2000,
    grain: Grain = .run, bases: Int = 0
  ) -> CalibrationCell {
    let learner = DoseLearner(
      truth: truth, scale: scale, budget: budget, grain: grain, bases: bases)
    return CalibrationCell(name, logOdds: learner.logOdds) {
      CalibrationAnswer(learner.result(seed: $0, level: Calibration.level))
    }
  }
}
