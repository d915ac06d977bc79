/// What a calibration found, and whether the coverage rule holds.
public struct CalibrationReport: Sendable {
  /// A broken rule is told at this Holm-adjusted chance: the share of calibrations that fail though
  /// every cell keeps its rule.
  public static let falseAlarm = 0.001

  public struct Family: Sendable {
    public let name: String
    public let summary: String
    public let rule: CoverageRule
    public let cells: [Cell]
  }

  public struct Cell: Sendable {
    public let name: String
    public let truth: Double?
    public let plainCost: Double?
    public let tally: CalibrationTally
  }

  public let seed: UInt64
  public let replicates: Int
  public let shrink: Double
  public let families: [Family]
  /// All tests of all families.
  public let tests: [CoverageTest]
  /// Of each family, over all threads; differs from run to run.
  public let processorSeconds: [Double]

  init(
    _ calibration: Calibration, tallies: [[CalibrationTally]], processorSeconds: [Double]
  ) {
    seed = calibration.options.seed
    replicates = calibration.options.replicates
    shrink = calibration.options.shrink
    families = zip(calibration.families, tallies).map { entry, tallies in
      Family(
        name: entry.family.name, summary: entry.family.summary, rule: entry.family.rule,
        cells: zip(entry.cells, tallies).map {
          Cell(name: $0.name, truth: $0.truth, plainCost: $0.plainCost, tally: $1)
        })
    }
    var tests = families.flatMap { family in
      family.rule.tests(
        family: family.name, cells: family.cells.map { ($0.name, $0.tally) })
    }
    for (index, adjusted) in holmAdjusted(tests.map(\.p)).enumerated() {
      tests[index].adjusted = adjusted
    }
    self.tests = tests
    self.processorSeconds = processorSeconds
  }

  /// Tests that say the rule is broken.
  public var broken: [CoverageTest] { tests.filter { $0.adjusted < Self.falseAlarm } }
  public var holds: Bool { broken.isEmpty }
}
