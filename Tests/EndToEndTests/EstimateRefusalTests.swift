import Foundation
import Testing

/// What `estimate` says of data that tell nothing: a null with its reason, or the line and exit 65.
@Suite struct EstimateRefusalTests {
  /// The estimates of the first pair by name.
  private func estimates(_ outcome: Tool.Outcome) throws -> [String: [String: Any]] {
    #expect(outcome.code == 0, "\(outcome.error)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let pair = try #require((object["pairs"] as? [[String: Any]])?.first)
    let list = try #require(pair["estimates"] as? [[String: Any]])
    return Dictionary(uniqueKeysWithValues: list.map { ($0["estimator"] as! String, $0) })
  }

  /// A null in every place of a number, and a reason that holds the words.
  private func expectNull(_ estimate: [String: Any]?, _ words: String) throws {
    let estimate = try #require(estimate)
    for key in ["log_odds", "low", "high"] {
      #expect(estimate[key] is NSNull, "\(key) is \(String(describing: estimate[key]))")
    }
    let reasons = try #require(estimate["warnings"] as? [String])
    #expect(reasons.contains { $0.contains(words) }, "\(reasons)")
  }

  private func estimate(_ input: String, _ arguments: [String] = []) throws -> Tool.Outcome {
    try Tool.run(
      ["estimate", "-", "--json"] + arguments, in: NSTemporaryDirectory(), input: input)
  }

  /// Exit 65, nothing on standard output, the place and the words on standard error.
  private func expectRefused(_ input: String, _ place: String, _ words: String) throws {
    let outcome = try estimate(input)
    #expect(outcome.code == 65)
    #expect(outcome.output == "")
    #expect(outcome.error.contains("-:\(place): error: "), "\(outcome.error)")
    #expect(outcome.error.contains(words), "\(outcome.error)")
  }

  private let tilted = "strength,score,policy,chain,step\n"

  @Test func noRows() throws {
    try expectRefused("", "1:1", "the file is empty")
    try expectRefused("\n\n", "1:1", "the file is empty")
    try expectRefused("strength,policy\n", "1:10", "there is no run below the header line")
    try expectRefused(tilted, "1:16", "there is no run below the header line")
    // Rows that count nothing.
    let counted = try estimate("strength,policy,count\n0,a,0\n0,b,0\n")
    try expectNull(estimates(counted)["direct"], "no runs were measured")
  }

  @Test func oneStrength() throws {
    let one = try estimates(estimate("strength,policy,count\n1,a,40\n1,b,7\n"))
    try expectNull(one["direct"], "no run has strength 0")
    try expectNull(one["dose-response"], "of the strengths used (runs at zero are direct's) only 1.0 has hits")
    let tilt = try estimates(estimate(tilted + "1,0.5,a,0,0\n1,0.7,b,0,1\n"))
    try expectNull(tilt["ladder"], "all samples have strength 1")
  }

  @Test func allScoresEqual() throws {
    let rows = (0..<40).map { "\($0 % 4),2,\($0 % 3 == 0 ? "a" : "b"),0,\($0)" }
    let outcome = try estimates(estimate(tilted + rows.joined(separator: "\n") + "\n"))
    try expectNull(outcome["ladder"], "all scores are equal")
  }

  @Test func scoresThatAreNoNumbers() throws {
    for bad in ["inf", "-inf", "Infinity", "nan", "NaN", "1e999", "-1e999", "", "0x10", "1,0"] {
      let row = bad == "1,0" ? "1,0" : bad
      let outcome = try estimate(tilted + "0,0.1,a,0,0\n1,\(row),b,0,1\n")
      #expect(outcome.code == 65, "\(bad)")
      #expect(outcome.output == "")
      #expect(outcome.error.contains("-:3:"), "\(bad): \(outcome.error)")
    }
    for bad in ["NaN", "Infinity", "-Infinity", "1e999"] {
      let outcome = try estimate(
        "{\"strength\": 0, \"score\": 1, \"policy\": \"a\"}\n"
          + "{\"strength\": 1, \"score\": \(bad), \"policy\": \"b\"}\n")
      #expect(outcome.code == 65)
      #expect(outcome.error.contains("-:2:"), "\(bad): \(outcome.error)")
    }
    try expectRefused(
      "strength,policy\n0,a\nnan,b\n", "3:1", "expected a finite decimal number")
    try expectRefused(
      "strength,policy\n0,a\n-inf,b\n", "3:1", "expected a finite decimal number")
  }

  @Test func hugeScoresAreNoNumberByAccident() throws {
    let rows = (0..<60).map { index in
      "\(index % 3),\(index % 2 == 0 ? "" : "-")1.7e308,\(index % 2 == 0 ? "b" : "a"),0,\(index)"
    }
    let ladder = try #require(
      estimates(estimate(tilted + rows.joined(separator: "\n") + "\n"))["ladder"])
    #expect(ladder["log_odds"] is NSNull)
  }

  @Test func aPairThatNeverOccurs() throws {
    let runs = "strength,policy\n0,a\n0,b\n0,other\n"
    let absent = try estimates(estimate(runs, ["--a", "aa", "--b", "b"]))
    #expect(absent["direct"]?["bound"] as? String == "upper")
    #expect(try estimate(runs, ["--a", "other"]).code == 64)
    #expect(try estimate(runs, ["--a", "a", "--b", "a"]).code == 64)
    let lonely = try estimate("strength,policy\n0,a\n0,other\n0,failed\n")
    #expect(lonely.code == 65)
    #expect(lonely.error.contains("the runs show only one policy"))
    // A label of the pair that stands there with no run.
    let none = try estimates(estimate("strength,policy,count\n0,a,30\n0,b,0\n", ["--b", "b"]))
    let direct = try #require(none["direct"])
    #expect(direct["log_odds"] is NSNull && direct["high"] is NSNull)
    #expect(direct["bound"] as? String == "lower")
    // Both in the file, and neither where it is asked.
    let apart = try estimates(
      estimate("strength,policy,count\n0,other,30\n1,a,5\n1,b,5\n", ["--a", "a", "--b", "b"]))
    try expectNull(apart["direct"], "none of 30 runs is A's or B's")
    let noB = try estimates(
      estimate("strength,policy,count\n0,b,1\n1,a,5\n2,a,5\n", ["--a", "a", "--b", "b"]))
    try expectNull(noB["dose-response"], "B never came up")
    let noTilted = try estimates(
      estimate(
        tilted + "0,1,a,0,0\n1,2,a,0,1\n1,3,other,0,2\n0,2,b,0,3\n", ["--a", "a", "--b", "b"]))
    #expect(noTilted["ladder"]?["log_odds"] is NSNull)
  }

  @Test func theSameRunTwice() throws {
    try expectRefused(
      "strength,policy,seed\n0,a,1\n0,b,2\n0,b,1\n", "4:5",
      "seed 1 at this strength stands in line 2 already, with another policy")
    try expectRefused(
      "strength,policy,seed\n0,a,1\n-0.0,a,1\n", "3:8",
      "seed 1 at this strength stands in line 2 already; keep one line for each run")
    try expectRefused(
      tilted + "0,1,a,0,5\n1,1,a,0,5\n0,2,b,0,5\n", "4:9",
      "step 5 of chain 0 at this strength stands in line 2 already, with another policy")
    try expectRefused(
      "{\"strength\": 0, \"policy\": \"a\", \"seed\": 9}\n"
        + "{\"seed\": 9, \"policy\": \"b\", \"strength\": 0.0}\n", "2:10",
      "seed 9 at this strength stands in line 1 already, with another policy")
    // Other bases, other strengths and rows without a seed are other runs.
    let fine = try estimate(
      "strength,policy,seed,group\n0,a,1,x\n0,b,1,y\n1,b,1,x\n0,a,,x\n0,a,,x\n")
    #expect(fine.code == 0, "\(fine.error)")
  }

  @Test func countsThatCannotBe() throws {
    try expectRefused(
      "strength,policy,count\n0,a,1.5\n0,b,3\n", "2:5", "expected a whole number")
    try expectRefused(
      "strength,policy,count\n0,a,99999999999999999999\n0,b,3\n", "2:5", "expected a whole number")
    let many = (0..<1001).map { "\($0),\($0 % 2 == 0 ? "a" : "b"),1000000000000" }
    try expectRefused(
      "strength,policy,count\n" + many.joined(separator: "\n"), "1002:8",
      "the counts add up to more than 1000000000000000")
  }

  /// A million rows in a temporary file: read, and `direct` and `dose-response` fitted, within the
  /// three seconds of the specification; processor time, as the machine may be shared.
  @Test func aMillionRowsWithinThreeSeconds() throws {
    let scratch = try Scratch()
    var text = "strength,policy,seed\n"
    text.reserveCapacity(24_000_000)
    var state: UInt64 = 5
    for row in 0..<1_000_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let strength = row % 10
      let isB = Int(state >> 40) % 1000 < 20 + 90 * strength
      text += "0.\(strength),\(isB ? "seventh-grader" : "honest"),\(row / 10)\n"
    }
    try scratch.write(text, to: "runs.csv")
    let outcome = try Tool.shell(
      ["/bin/bash", "-c", "TIMEFORMAT='%U %S'; time \(Tool.path) estimate runs.csv --json"],
      in: scratch.path)
    let found = try estimates(
      Tool.Outcome(code: outcome.code, output: outcome.output, error: outcome.error))
    #expect(found["direct"]?["log_odds"] is Double)
    #expect(found["dose-response"]?["log_odds"] is Double)
    let seconds = outcome.error.split(separator: " ").compactMap {
      Double($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    #expect(seconds.count == 2)
    print("a million rows: \(seconds) processor seconds, user and system")
    #expect(seconds.reduce(0, +) < 3)
  }
}
