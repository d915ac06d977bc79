import Foundation
import Testing

/// The calibration as a user runs it.
@Suite struct CalibrateTests {
  private static let small = [
    "calibrate", "--only", "direct/L 2", "--only", "direct-bound/3.1", "--only", "bennett/harmonic",
    "--replicates", "100", "--quiet",
  ]

  @Test func theSameBytesForAnyNumberOfThreads() throws {
    let scratch = try Scratch()
    let one = try Tool.run(Self.small + ["--jobs", "1"], in: scratch.path)
    let two = try Tool.run(Self.small + ["--jobs", "2"], in: scratch.path)
    #expect(one == two)
    #expect(one == Tool.Outcome(code: 0, output: Self.expected, error: ""))
    let other = try Tool.run(Self.small + ["--seed", "2"], in: scratch.path)
    #expect(other.code == 0 && other.output != one.output)
  }

  @Test func aBrokenRuleIsExitThree() throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(Self.small + ["--shrink", "0.5"], in: scratch.path)
    #expect(outcome.code == 3)
    #expect(outcome.output.contains("The coverage rule is broken at Holm-adjusted p < 0.001, by "))
    #expect(outcome.output.contains("bennett: mean at least 0.94, and it is 0."))
    #expect(outcome.output.contains("every interval 0.5 times as wide as estimated"))
  }

  @Test func oneObject() throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(Self.small + ["--json"], in: scratch.path)
    #expect(outcome.code == 0)
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let document = try #require(object as? [String: Any])
    #expect(document["holds"] as? Bool == true && document["replicates"] as? Int == 100)
    let families = try #require(document["families"] as? [[String: Any]])
    #expect(families.compactMap { $0["name"] as? String } == ["direct", "direct-bound", "bennett"])
    #expect((families[2]["cells"] as? [[String: Any]])?.count == 2)
  }

  @Test func processorTimeIsSaidOnStandardError() throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(
      ["calibrate", "--only", "direct-bound", "--replicates", "50"], in: scratch.path)
    #expect(outcome.error.hasPrefix("processor time: "))
    #expect(outcome.error.contains("direct-bound"))
  }

  @Test func usage() throws {
    let scratch = try Scratch()
    for wrong in [
      ["--only", "splines"], ["--replicates", "1"], ["--jobs", "0"], ["--shrink", "0"],
      ["--seed", "-1"],
    ] {
      #expect(try Tool.run(["calibrate"] + wrong, in: scratch.path).code == 64, "\(wrong)")
    }
    let unknown = try Tool.run(["calibrate", "--only", "splines"], in: scratch.path)
    #expect(unknown.error.contains("'splines' is no family and no part of a family/cell"))
  }

  private static let expected = """
    100 replicates a cell, seed 1, intervals at 95 %

    direct: L from counted runs, Clopper and Pearson's interval
      Rule: every cell covers at least 95 %, limits on one side included.
      cell             truth  coverage      +-  bias/se  width  /ideal  runs  se2 runs   1/P
      L 2.0, 100 runs   2.00    0.9800  0.0140    +0.04   1.55    1.00   100      17.5  8.39

    direct-bound: the limit of L where B never came up; kept where it came up
      Rule: every cell covers at least 95 %, limits on one side included.
      cell                    truth  coverage      +-  bounds   runs  1/P
      3.1 hits of B expected   5.77    0.9700  0.0171     100  1,000  323

    bennett: free-energy difference from work in both directions
      Rule: the cells cover 94 to 96.5 % in the mean and each at least 92 %, null answers apart.
      cell                              truth  coverage      +-  bias/se  width  /ideal  runs
      harmonic, 1.0 apart, 150 and 150   0.35    0.9200  0.0271    +0.10   0.28    0.94   300
      harmonic, 2.0 apart, 300 and 100   0.35    0.9700  0.0171    -0.06   0.53    1.06   400

    The coverage rule holds: 6 tests, none rejected at Holm-adjusted p < 0.001.

    """
}
