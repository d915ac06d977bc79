import Estimation
import Foundation
import Mathematics
import Testing

/// Coverage of L(0) over the whole procedure, placement included, on a grid of truths.
///
/// The rule of measurement.md: mean over the grid 94 to 96.5 %, each cell at least 92 %. Constants
/// of the estimator were chosen on seeds 1 to 9; these are others. Replicates come from
/// `TILTMETER_COVERAGE_REPLICATES`; the rule's 4,000 a cell take about 40 minutes on two cores:
///
///     TILTMETER_COVERAGE_REPLICATES=4000 swift test -c release --filter DoseCoverage
struct DoseCoverageTests {
  struct Cell: Sendable {
    let name: String
    let truth: DoseTruth
    var scale = 1.0
    var budget = 2000
    var grain = Grain.run
    var bases = 0
  }

  struct Tally: Sendable {
    var covered = 0
    var values = 0
    var refused = 0
    var bias = 0.0
    var widths: [Double] = []
    var range = 0
    /// Of the intervals, the median in nats.
    var width: Double { widths.isEmpty ? .nan : widths.sorted()[widths.count / 2] }
    var coverage: Double { Double(covered) / Double(max(values, 1)) }
  }

  static let grid: [Cell] = {
    var cells: [Cell] = []
    for (truth, scale) in zip([0.0, 2, 4, 7, 10], [1e-4, 10, 0.03, 1, 1e-5]) {
      cells.append(Cell(name: "line \(truth)", truth: .line(truth), scale: scale))
    }
    for (bend, scale) in [(0.3, 0.01), (-0.3, 3)] {
      for value in [2.0, 4, 7] {
        let name = "\(bend > 0 ? "convex" : "concave") \(value)"
        cells.append(Cell(name: name, truth: .bent(value, bend), scale: scale))
      }
    }
    cells += [
      Cell(name: "kink 3", truth: .kink, scale: 1),
      Cell(name: "joined 1", truth: .joined(1), scale: 0.01),
      Cell(name: "joined 2.5", truth: .joined(2.5)),
      Cell(name: "joined 2.5, 20,000 runs", truth: .joined(2.5), budget: 20_000),
      Cell(name: "answers: joined 2", truth: .joined(2), grain: .answer),
      Cell(name: "answers: joined 2, 20,000 runs", truth: .joined(2), budget: 20_000,
        grain: .answer),
      Cell(name: "leaning to B -4", truth: .line(-4), scale: 0.5),
      Cell(name: "slab 7.4", truth: .slab),
      Cell(name: "half a slab 3.7", truth: .halfSlab),
      Cell(name: "probit 3", truth: .probit(1.65)),
      Cell(name: "probit 6", truth: .probit(2.81)),
      Cell(name: "cloglog 3", truth: .complementaryLogLog(1.1145)),
      Cell(name: "loglog 6", truth: .logLog(6)),
      Cell(name: "saturating 5", truth: .saturating),
      Cell(name: "slab 7.4, 20,000 runs", truth: .slab, budget: 20_000),
      Cell(name: "concave 7, 20,000 runs", truth: .bent(7, -0.3), budget: 20_000),
      Cell(name: "answers: line 1", truth: .line(1), scale: 0.02, grain: .answer),
      Cell(name: "answers: line 4", truth: .line(4), grain: .answer),
      Cell(name: "answers: concave 2", truth: .bent(2, -0.3), grain: .answer),
      Cell(name: "answers: convex 4", truth: .bent(4, 0.3), grain: .answer),
      Cell(name: "answers: half a slab 3.7", truth: .halfSlab, grain: .answer),
      Cell(name: "answers: slab 7.4", truth: .slab, grain: .answer),
      Cell(name: "20 bases: line 1", truth: .line(1), bases: 20),
      Cell(name: "30 bases: line 2", truth: .line(2), bases: 30),
      Cell(name: "40 bases: concave 2", truth: .bent(2, -0.3), bases: 40),
    ]
    return cells
  }()

  static func tally(_ cell: Cell, replicates: Int, seed: UInt64) -> Tally {
    let learner = DoseLearner(cell: cell)
    var tally = Tally()
    for i in 0..<replicates {
      var random = SplitMix64(seed: seed &+ UInt64(i) &* 0x9E37_79B9_7F4A_7C1)
      let result = learner.result(&random)
      guard case .value(let point, let interval, _) = result.estimate else {
        tally.refused += 1
        continue
      }
      tally.values += 1
      tally.bias += point - learner.truth
      tally.widths.append(interval.high! - interval.low!)
      if interval.contains(learner.truth) { tally.covered += 1 }
      if result.modelRange?.contains(learner.truth) ?? false { tally.range += 1 }
    }
    return tally
  }

  /// By default 50 replicates a cell: the mean's binomial standard error is .0054, a cell's at .92
  /// is .038. Limits 3.7 and 4 of them beyond the rule: false alarm below 1e-4 and 1e-3.
  @Test func intervalsCoverOnTheGrid() async {
    let wanted = ProcessInfo.processInfo.environment["TILTMETER_COVERAGE_REPLICATES"]
    let replicates = wanted.flatMap { Int($0) } ?? 50
    let tallies = await withTaskGroup(of: (Int, Tally).self) { group in
      for (i, cell) in Self.grid.enumerated() {
        group.addTask {
          (i, Self.tally(cell, replicates: replicates, seed: 7_700_001 &+ UInt64(i) &* 104_729))
        }
      }
      return await group.reduce(into: [Int: Tally]()) { $0[$1.0] = $1.1 }
    }
    var sum = 0.0
    let cellError = (0.92 * 0.08 / Double(replicates)).squareRoot()
    for (i, cell) in Self.grid.enumerated() {
      let tally = tallies[i]!
      let n = Double(max(tally.values, 1))
      print(
        cell.name.padding(toLength: 26, withPad: " ", startingAt: 0),
        String(
          format: "coverage %.3f  values %d  refused %d  bias %+.3f  width %.2f  model range %.2f",
          tally.coverage, tally.values, tally.refused, tally.bias / n, tally.width,
          Double(tally.range) / n))
      sum += tally.coverage
      #expect(tally.coverage > 0.92 - 4 * cellError, "\(cell.name)")
      #expect(tally.values > replicates / 2, "\(cell.name)")
    }
    let mean = sum / Double(Self.grid.count)
    let meanError = (0.95 * 0.05 / Double(replicates * Self.grid.count)).squareRoot()
    print("mean \(mean) +- \(meanError), \(replicates) replicates a cell")
    #expect(mean > 0.94 - 3.7 * meanError)
    #expect(mean < 0.965 + 3.7 * meanError)
  }
}
