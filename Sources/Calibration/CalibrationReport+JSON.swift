import Foundation

extension CalibrationReport {
  /// One JSON object with sorted keys, ended by a line feed; the same bytes for the same options.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try encoder.encode(Document(self)) + Data("\n".utf8)
  }

  private struct Document: Encodable {
    struct Family: Encodable {
      let name: String
      let summary: String
      let rule: String
      let cells: [Cell]
    }

    struct Cell: Encodable {
      let name: String
      let truth: Double?
      /// What the rule judges: successes among trials.
      let judged: String
      let successes: Int
      let trials: Int
      let values: Int
      let covered: Int
      let bounds: Int
      let boundsKept: Int
      let refused: Int
      let warned: Int
      let bias: Double?
      let deviation: Double?
      let meanWidth: Double?
      let medianWidth: Double?
      let trainings: Double
      let squaredErrorTimesTrainings: Double?
      let plainSquaredErrorTimesTrainings: Double?
    }

    struct Test: Encodable {
      let subject: String
      let claim: String
      let observed: Double?
      let p: Double
      let adjusted: Double
    }

    let schema = 1
    let replicates: Int
    let seed: UInt64
    let level = Calibration.level
    let shrink: Double
    let families: [Family]
    let tests: [Test]
    let falseAlarm = CalibrationReport.falseAlarm
    let holds: Bool

    init(_ report: CalibrationReport) {
      func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
      replicates = report.replicates
      seed = report.seed
      shrink = report.shrink
      families = report.families.map { family in
        Family(
          name: family.name, summary: family.summary, rule: family.rule.sentence,
          cells: family.cells.map { cell in
            let tally = cell.tally
            let (successes, trials) = family.rule.judged(tally)
            return Cell(
              name: cell.name, truth: cell.truth, judged: family.rule.judgedName,
              successes: successes, trials: trials, values: tally.values, covered: tally.covered,
              bounds: tally.bounds, boundsKept: tally.kept, refused: tally.refused,
              warned: tally.warned, bias: finite(tally.bias), deviation: finite(tally.deviation),
              meanWidth: finite(tally.meanWidth), medianWidth: finite(tally.medianWidth),
              trainings: tally.meanTrainings, squaredErrorTimesTrainings: finite(tally.cost),
              plainSquaredErrorTimesTrainings: cell.plainCost)
          })
      }
      tests = report.tests.map {
        Test(
          subject: $0.subject, claim: $0.claim, observed: finite($0.observed), p: $0.p,
          adjusted: $0.adjusted)
      }
      holds = report.holds
    }
  }
}
