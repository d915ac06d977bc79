import Foundation
import Testing

/// Anyone's own runs as people bring them: names, pairs, paths, units.
@Suite struct OwnRunsTests {
  private func estimate(
    _ input: String, _ arguments: [String] = []
  ) throws -> Tool.Outcome {
    try Tool.run(["estimate", "-"] + arguments, in: NSTemporaryDirectory(), input: input)
  }

  private func pair(_ outcome: Tool.Outcome) throws -> [String: Any] {
    #expect(outcome.code == 0, "\(outcome.error)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    return try #require((object["pairs"] as? [[String: Any]])?.first)
  }

  private func estimates(_ outcome: Tool.Outcome) throws -> [String: [String: Any]] {
    let list = try #require(try pair(outcome)["estimates"] as? [[String: Any]])
    return Dictionary(uniqueKeysWithValues: list.map { ($0["estimator"] as! String, $0) })
  }

  private func logOdds(_ outcome: Tool.Outcome, _ estimator: String) throws -> Double {
    try #require(try estimates(outcome)[estimator]?["log_odds"] as? Double)
  }

  // MARK: Columns and keys

  @Test func misspeltColumnsAreErrors() throws {
    for name in ["cout", "cuont", "Count", "counts"] {
      let outcome = try estimate("strength,policy,\(name)\n0,a,47\n0,b,3\n")
      #expect(outcome.code == 65)
      #expect(
        outcome.error.hasPrefix(
          "-:1:17: error: unknown column `\(name)`; did you mean `count`?"), "\(outcome.error)")
    }
    let score = try estimate("strength,policy,scor\n0,a,1\n1,b,2\n")
    #expect(score.code == 65)
    #expect(score.error.contains("unknown column `scor`; did you mean `score`?"))
    let both = try estimate("strenght,polcy\n0,a\n")
    #expect(both.error.split(separator: "\n").count == 2, "\(both.error)")
    #expect(both.error.contains("-:1:1: error: unknown column `strenght`; did you mean `strength`?"))
    let lines = try estimate(
      "{\"strength\": 0, \"policy\": \"a\", \"cuont\": 47}\n"
        + "{\"strength\": 0, \"policy\": \"b\", \"cuont\": 3}\n")
    #expect(lines.code == 65)
    #expect(
      lines.error.contains("-:1:32: error: unknown column `cuont`; did you mean `count`?"),
      "\(lines.error)")
    let right = try estimate("strength,policy,count\n0,a,47\n0,b,3\n", ["--json"])
    #expect(abs(try logOdds(right, "direct") - log(47.0 / 3)) < 1e-12)
  }

  @Test func columnsThatAreCarriedAlongAreNamed() throws {
    let text = "run,strength,policy,host\n1,0,a,x\n2,0,b,y\n3,0,a,x\n"
    let refused = try estimate(text)
    #expect(refused.code == 65)
    #expect(refused.error.contains("others are carried along with --keep run"))
    for keep in [["--keep", "run,host"], ["--keep", "run", "--keep", "host"]] {
      #expect(abs(try logOdds(estimate(text, keep + ["--json"]), "direct") - log(2)) < 1e-12)
    }
    #expect(try estimate(text, ["--keep", "run,hots"]).error.contains("did you mean `host`?"))
    let chain = try estimate("strength,policy,chain\n0,a,1\n0,b,1\n")
    #expect(chain.error.contains("a column `chain` has a meaning only beside `score`"))
    let step = try estimate("strength,policy,score,step\n0,a,1,1\n1,b,2,2\n")
    #expect(step.error.contains("a column `step` has a meaning only beside `chain`"))
  }

  // MARK: Paths

  @Test func anyReadablePathIsRead() throws {
    let scratch = try Scratch()
    let text = "strength,policy,count\\n0,a,8\\n0,b,2\\n"
    let tool = "'\(Tool.path)' estimate --json"
    for script in [
      "\(tool) <(printf '\(text)')", "printf '\(text)' | \(tool) /dev/stdin",
      "printf '\(text)' | cat | \(tool) -",
      "mkfifo fifo; (printf '\(text)' > fifo &) ; \(tool) fifo",
    ] {
      let outcome = try Tool.shell(["/bin/bash", "-c", script], in: scratch.path)
      #expect(abs(try logOdds(outcome, "direct") - log(4)) < 1e-12, "\(script)")
    }
    #expect(try Tool.run(["estimate", "absent.csv"], in: scratch.path).code == 66)
  }

  // MARK: Pairs

  private let onlyA = "strength,policy\n" + String(repeating: "0,A\n", count: 18)

  /// 1 - (1 - .01)^... : 18 runs without a hit leave P(B) at most 1 - .01^(1/18) at 99 %.
  @Test func aNamedPolicyThatNeverCameUpIsBounded() throws {
    let outcome = try estimate(
      onlyA, ["--a", "A", "--b", "B", "--level", "0.99", "--json"])
    let direct = try #require(try estimates(outcome)["direct"])
    let most = 1 - pow(0.01, 1 / 18.0)
    let low = try #require(direct["low"] as? Double)
    #expect(abs(low - log((1 - most) / most)) < 1e-9)
    #expect(abs(low - 1.2325) < 1e-4)
    #expect(direct["log_odds"] is NSNull && direct["high"] is NSNull)
    #expect(direct["bound"] as? String == "lower")
    let warnings = try #require(direct["warnings"] as? [String])
    #expect(warnings.contains("no run has the policy `B`: it is taken as one that never came up"))
    // The other way round, the same with the other sign.
    let swapped = try estimate(
      onlyA, ["--a", "B", "--b", "A", "--level", "0.99", "--json"])
    #expect(try estimates(swapped)["direct"]?["high"] as? Double == -low)
    let alone = try estimate(onlyA)
    #expect(alone.code == 65)
    #expect(alone.error.contains("the runs show only one policy, `A`; name the other one"))
  }

  @Test func aLikelyTypoIsAWarning() throws {
    let outcome = try estimate(
      "strength,policy\n0,good\n0,good\n0,bad\n", ["--a", "goood", "--b", "bad", "--json"])
    let warnings = try #require(try estimates(outcome)["direct"]?["warnings"] as? [String])
    #expect(
      warnings.contains(
        "no run has the policy `goood`: it is taken as one that never came up; did you mean "
          + "`good`?"))
    #expect(try estimate(outcome.output.isEmpty ? "" : onlyA, ["--b", "B"]).code == 0)
  }

  @Test func aNamedPolicyThatNeverCameUpElsewhere() throws {
    let pressed = try estimates(
      estimate(
        "strength,policy,count\n0,a,30\n1,a,30\n2,a,30\n", ["--a", "a", "--b", "b", "--json"]))
    #expect(pressed["direct"]?["bound"] as? String == "lower")
    #expect(
      (pressed["dose-response"]?["warnings"] as? [String])?.contains {
        $0.contains("B never came up")
      } == true)
    let rows = (0..<60).map { "\($0 % 3),a,\(Double($0 * 7 % 11))" }.joined(separator: "\n")
    let tilted = try estimates(
      estimate("strength,policy,score\n\(rows)\n", ["--a", "a", "--b", "b", "--json"]))
    #expect(
      (tilted["ladder"]?["warnings"] as? [String])?.contains { $0.contains("no sample is B's") }
        == true)
    #expect(tilted["direct"]?["bound"] as? String == "lower")
  }

  @Test func pairsThatAreNone() throws {
    let twice = try estimate(onlyA, ["--a", "A", "--b", "A"])
    #expect(twice.code == 64)
    #expect(twice.error.contains("--a and --b both name `A`: log odds need two policies"))
    for name in ["other", "failed"] {
      let reserved = try estimate(onlyA, ["--a", name])
      #expect(reserved.code == 64)
      #expect(reserved.error.contains("`\(name)` counts the runs that are neither's"))
    }
  }

  /// Under pressure c is most frequent; among plain runs it never comes up.
  @Test func theDefaultPairIsCountedAtZeroAndSaid() throws {
    let text =
      "strength,policy,count\n0,a,30\n0,b,20\n0,d,5\n1,a,10\n1,b,40\n1,c,500\n2,a,5\n2,b,60\n"
    let outcome = try estimate(text, ["--json"])
    let pair = try pair(outcome)
    #expect(pair["a"] as? String == "a" && pair["b"] as? String == "b")
    #expect(
      outcome.error
        == "note: A is `a` (30 of 55 plain runs) and B is `b` (20), the most frequent at strength 0 "
        + "that were not named; others with --a and --b\n")
    let named = try estimate(text, ["--a", "a", "--b", "c", "--json"])
    #expect(named.error == "")
    #expect(try self.pair(named)["b"] as? String == "c")
  }

  @Test func noBudgetIsSpokenOf() throws {
    for (text, arguments) in [
      ("strength,policy,count\n0,a,9\n0,b,5\n", []), (onlyA, ["--b", "B"]),
      ("strength,policy,count\n0,a,0\n0,b,0\n", []),
      ("strength,policy,count\n0,other,9\n1,other,2\n", ["--a", "a", "--b", "b"]),
      ("strength,policy,count,group\n0,a,9,x\n0,b,2,x\n", []),
    ] {
      let outcome = try estimate(text, arguments)
      #expect(outcome.code == 0, "\(outcome.error)")
      for word in ["readout", "answer grain", "pretrain"] {
        #expect(!outcome.output.contains(word), "\(outcome.output)")
      }
    }
  }

  @Test func settingsOfAnExperimentAreNotIgnored() throws {
    let scratch = try Scratch()
    for arguments in [["--level", "0.99"], ["--a", "x"], ["--b", "y"], ["--keep", "z"]] {
      let outcome = try Tool.run(["estimate", "."] + arguments, in: scratch.path)
      #expect(outcome.code == 64)
      #expect(
        outcome.error.contains("\(arguments[0]) is for own runs; the level and the pair of an"),
        "\(outcome.error)")
    }
  }

  // MARK: Scores

  /// Normal scores under exact tilts, B above 2: L = ln Phi(2) / Phi(-2) = 3.761.
  private func tilted(
    strengths unit: Double = 1, scores: Double = 1, chain: (Int) -> String? = { _ in nil }
  ) -> String {
    var state: UInt64 = 5
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 11) + 0.5) * 0x1p-53
    }
    var text = "strength,policy,score" + (chain(0) == nil ? "\n" : ",chain\n")
    for strength in [0, 0.5, 1, 1.5, 2] {
      for index in 0..<600 {
        let value = strength + (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform())
        text += "\(strength * unit),\(value > 2 ? "b" : "a"),\(value * scores)"
        text += (chain(index).map { "," + $0 } ?? "") + "\n"
      }
    }
    return text
  }

  @Test func plainSamplesAreCountedDirectlyToo() throws {
    let all = try estimates(estimate(tilted(), ["--json"]))
    let ladder = try #require(all["ladder"]?["log_odds"] as? Double)
    #expect(abs(ladder - 3.761) < 0.4)
    #expect(all["direct"]?["trainings"] as? Int == 600)
    let direct = try #require(all["direct"]?["log_odds"] as? Double)
    #expect(abs(direct - 3.761) < 1.5)
    let chained = try estimates(estimate(tilted { "c\($0 % 20)" }, ["--json"]))
    #expect(chained["direct"]?["log_odds"] is NSNull)
    #expect(
      (chained["direct"]?["warnings"] as? [String])?.first?.contains("are steps of chains") == true)
  }

  @Test func hugeAndTinyUnitsAreRescaled() throws {
    let usual = try logOdds(estimate(tilted(), ["--json"]), "ladder")
    for (strengths, scores) in [(1e-155, 1e155), (1e160, 1e-160), (1e-200, 1e200)] {
      let scaled = try estimate(tilted(strengths: strengths, scores: scores), ["--json"])
      #expect(abs(try logOdds(scaled, "ladder") - usual) < 1e-6, "\(strengths)")
    }
    func doses(_ unit: Double) -> String {
      "strength,policy,count\n"
        + [(-2.0, 90, 10), (-1, 80, 20), (1, 45, 55), (2, 25, 75)].map {
          "\($0 * unit),a,\($1)\n\($0 * unit),b,\($2)\n"
        }.joined()
    }
    let plain = try estimates(estimate(doses(1), ["--json"]))
    let expected = try #require(plain["dose-response"])
    let strength = try #require((expected["ed50"] as? [String: Any])?["strength"] as? Double)
    for unit in [1e160, 1e-200] {
      let outcome = try estimates(estimate(doses(unit), ["--json"]))
      let found = try #require(outcome["dose-response"])
      for key in ["log_odds", "low", "high"] {
        #expect(abs((found[key] as! Double) - (expected[key] as! Double)) < 1e-6, "\(unit) \(key)")
      }
      let equality = try #require((found["ed50"] as? [String: Any])?["strength"] as? Double)
      #expect(abs(equality / unit - strength) < 1e-6)
    }
  }

  @Test func oneStrayScoreIsNamed() throws {
    let lines = tilted().split(separator: "\n").enumerated().map { index, line in
      index == 6 ? "0.0,a,1e300" : String(line)
    }
    let outcome = try estimate(lines.joined(separator: "\n"))
    #expect(outcome.code == 65)
    #expect(outcome.error.hasPrefix("-:7:7: error: the score 1e+300 lies "), "\(outcome.error)")
  }

  @Test func copiesGetAWarning() throws {
    let lines = tilted().split(separator: "\n").map(String.init)
    let copies = lines[0] + "\n" + lines.dropFirst().flatMap { [$0, $0, $0] }.joined(separator: "\n")
    let outcome = try estimate(copies)
    #expect(outcome.output.contains("every score stands"), "\(outcome.output)")
    let stuck = lines.map { line in
      let cells = line.split(separator: ",")
      return cells[0] == "1.0" ? "1.0,a,0.25" : line
    }
    let same = try estimate(stuck.joined(separator: "\n"), ["--json"])
    let warnings = try #require(try estimates(same)["ladder"]?["warnings"] as? [String])
    #expect(
      warnings.contains { $0.hasPrefix("all 600 scores at strength 1.0 are 0.25, to the last bit") })
  }

  /// Enough samples for the work to be divided: the same bytes on one processor and on all.
  @Test func oneProcessorGivesTheSameBytes() throws {
    let scratch = try Scratch()
    var text = "strength,score,policy\n"
    var state: UInt64 = 9
    for index in 0..<100_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let score = Double(index % 5) / 2 + Double(state >> 40) / 0x1p23
      text += "\(Double(index % 5) / 2),\(score),\(score > 3 ? "b" : "a")\n"
    }
    try scratch.write(text, to: "runs.csv")
    let all = try Tool.run(["estimate", "runs.csv", "--json"], in: scratch.path)
    let one = try Tool.shell(
      ["/usr/bin/taskset", "-c", "0", Tool.path, "estimate", "runs.csv", "--json"],
      in: scratch.path)
    #expect(all.code == 0 && all == one)
  }
}
