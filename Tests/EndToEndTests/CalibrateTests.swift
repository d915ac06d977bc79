import Foundation
import Testing

/// The calibration as a user runs it.
@Suite struct CalibrateTests {
  private static let small = [
    "calibrate", "--only", "direct", "--only", "bennett/harmonic", "--replicates", "100",
    "--quiet",
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
    #expect(families.compactMap { $0["name"] as? String } == ["direct", "bennett"])
    #expect((families[0]["cells"] as? [[String: Any]])?.count == 6)
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
    """
}
