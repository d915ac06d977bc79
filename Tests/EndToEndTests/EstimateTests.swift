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
    let unknown = try Tool.run(
      ["estimate", "-", "--a", "goood"], in: scratch.path,
      input: "strength,policy\n0,good\n0,bad\n")
    #expect(unknown.code == 65)
    #expect(unknown.error.contains("no run has the policy `goood`; did you mean `good`?"))
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
}
