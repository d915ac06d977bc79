import Estimation
import ExactSystems

/// Whether subset simulation notices that it missed the likelier of two regions.
enum DeceptionFamily: CalibrationFamily {
  static let name = "deception"
  static let summary = "subset simulation where the likelier region rises late: misses noticed"
  static let rule = CoverageRule.noticed(0.95)

  static let cells = [
    CalibrationCell(
      "two regions", truth: DeceptiveRegions().logProbability
    ) { SplittingFamily.answer(DeceptiveRegions(), .init(), seed: $0) }
  ]
}
