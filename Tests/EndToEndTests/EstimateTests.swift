import Foundation
import Testing

/// Anyone's own runs, through the tool.
@Suite struct EstimateTests {
  @Test func readsAnyColumnOrderFromAPipe() throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(
      ["estimate", "-", "--json", "--a", "good", "--b", "bad"], in: scratch.path,
      input: "policy,count,strength\ngood,90,0\nbad,10,0\nother,5,0\nfailed,1,0\n")
    #expect(outcome.code == 0, "\(outcome.error)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let pair = try #require((object["pairs"] as? [[String: Any]])?.first)
    #expect(pair["a"] as? String == "good")
    let direct = try #require((pair["estimates"] as? [[String: Any]])?.first)
    #expect(direct["estimator"] as? String == "direct")
    #expect(abs((direct["log_odds"] as? Double ?? 0) - 2.1972245773362196) < 1e-12)
    #expect(direct["trainings"] as? Int == 106)
    for key in ["low", "high", "ed50", "model_range", "bound", "law", "unit", "warnings"] {
      #expect(direct.keys.contains(key), "\(key) is missing")
    }
  }

  @Test func badLinesAreNamedAndNothingIsPrinted() throws {
    let scratch = try Scratch()
    try scratch.write(
      "strength,policy,count\n0,a,10\n,b,3\n0,b,-1\nnan,a,1\n0,,4\n", to: "runs.csv")
    let outcome = try Tool.run(["estimate", "runs.csv"], in: scratch.path)
    #expect(outcome.code == 65)
    #expect(outcome.output == "")
    for place in ["runs.csv:3:1:", "runs.csv:4:5:", "runs.csv:5:1:", "runs.csv:6:3:"] {
      #expect(outcome.error.contains(place), "missing \(place)\n\(outcome.error)")
    }
    let twice = try Tool.run(
      ["estimate", "-"], in: scratch.path,
      input: "strength,policy,seed\n0,good,1\n0,bad,2\n0,bad,1\n")
    #expect(twice.code == 65)
    #expect(twice.error.contains("-:4:"))
    #expect(try Tool.run(["estimate", "-"], in: scratch.path, input: "").code == 65)
    #expect(
      try Tool.run(["estimate", "-"], in: scratch.path, input: "strength,policy\n").code == 65)
    #expect(
      try Tool.run(["estimate", "-"], in: scratch.path, input: "strength,policy\n0,a\n").code == 65)
  }

  @Test func jsonLinesSayTheSame() throws {
    let scratch = try Scratch()
    try scratch.write("strength,policy,count\n0,a,40\n0,b,7\n0.5,a,9\n0.5,b,30\n", to: "runs.csv")
    try scratch.write(
      """
      {"strength": 0, "policy": "a", "count": 40}
      {"policy": "b", "count": 7, "strength": 0}
      {"strength": 0.5, "policy": "a", "count": 9}
      {"strength": 0.5, "policy": "b", "count": 30}

      """, to: "runs.jsonl")
    let csv = try Tool.run(["estimate", "runs.csv", "--json"], in: scratch.path)
    let lines = try Tool.run(["estimate", "runs.jsonl", "--json"], in: scratch.path)
    #expect(csv.code == 0)
    #expect(lines.code == 0, "\(lines.error)")
    func pairs(_ outcome: Tool.Outcome) throws -> NSDictionary? {
      let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      return ((object as? [String: Any])?["pairs"] as? [NSDictionary])?.first
    }
    #expect(try pairs(csv) == pairs(lines))
    let broken = try Tool.run(
      ["estimate", "-"], in: scratch.path, input: "{\"strength\": 0, \"policy\": \"a\"}\n{\n")
    #expect(broken.code == 65)
    #expect(broken.error.hasPrefix("-:2:"))
  }

  /// Normal scores under exact tilts, B above 3: ln P(A)/P(B) = ln Phi(3) / Phi(-3) = 6.606. Fixed
  /// seed; the interval of the ladder is for .95, and this draw lies within.
  @Test func samplesUnderExactTiltsGiveALadder() throws {
    let scratch = try Scratch()
    var state: UInt64 = 11
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 11) + 0.5) * 0x1p-53
    }
    var text = "policy,score,strength\n"
    for strength in [0, 0.8, 1.6, 2.4, 3.2] {
      for _ in 0..<2000 {
        let normal = (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform())
        let value = strength + normal
        text += "\(value > 3 ? "b" : "a"),\(value - 3),\(strength)\n"
      }
    }
    let outcome = try Tool.run(["estimate", "-", "--json"], in: scratch.path, input: text)
    #expect(outcome.code == 0, "\(outcome.error)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let estimates = (object["pairs"] as? [[String: Any]])?.first?["estimates"] as? [[String: Any]]
    let ladder = try #require(estimates?.first)
    #expect(estimates?.map { $0["estimator"] as? String } == ["ladder", "direct"])
    #expect(ladder["estimator"] as? String == "ladder")
    let low = try #require(ladder["low"] as? Double)
    let high = try #require(ladder["high"] as? Double)
    #expect(low < 6.6063 && 6.6063 < high, "\(low) to \(high)")
    #expect(high - low < 0.4)
    let two = try Tool.run(
      ["estimate", "-"], in: scratch.path, input: "policy,score,strength,count\na,1,0,2\n")
    #expect(two.code == 65)
    #expect(two.error.contains("a column `count` stands beside `score`"))
  }
}
