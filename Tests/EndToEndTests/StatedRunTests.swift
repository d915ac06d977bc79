import Foundation
import Testing

/// Whole experiments without a training: store, plan, designs and reports on a law that is stated.
@Suite struct StatedRunTests {
  static let stated = [
    "slab", "learner={kind: stated, log-odds: 1.5, other: 0.1, slope: 2}", "budget=6000",
  ]

  private struct Summary: Decodable {
    struct Pair: Decodable {
      struct Estimate: Decodable {
        let estimator: String
        let grain: String
        let log_odds: Double?
        let low: Double?
        let high: Double?
      }
      let estimates: [Estimate]
    }
    let pairs: [Pair]
  }

  /// Every interval at the run grain holds the stated 1.5; the seed is fixed, and each misses with
  /// probability .05 over seeds.
  @Test func estimatorsFindTheStatedLaw() throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(
      ["run"] + Self.stated + ["estimators=[direct, dose-response, exact]", "--quiet", "--json"],
      in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    let summary = try JSONDecoder().decode(Summary.self, from: Data(outcome.output.utf8))
    let runs = summary.pairs[0].estimates.filter { $0.grain == "run" }
    #expect(Set(runs.map(\.estimator)).isSuperset(of: ["direct", "dose-response", "exact"]))
    for estimate in runs where estimate.estimator != "exact" {
      let (low, high) = (try #require(estimate.low), try #require(estimate.high))
      #expect(low < 1.5 && 1.5 < high, "\(estimate)")
      #expect(high - low < 1, "\(estimate)")
    }
    let exact = try #require(runs.first { $0.estimator == "exact" }?.log_odds)
    #expect(abs(exact - 1.5) < 1e-6)
    let again = try Tool.run(
      ["run"] + Self.stated + ["estimators=[direct, dose-response, exact]"], in: scratch.path)
    #expect(again.error.contains("nothing to train: all "))
  }

  /// A rare policy by splitting: ln P(B) = -8.2, which plain runs of this number hardly meet.
  @Test func splittingReachesARareStatedPolicy() throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(
      ["run", "slab", "learner={kind: stated, log-odds: 8.2}", "budget=30000",
        "estimators=[splitting]", "controls=none", "--quiet", "--json"], in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    let summary = try JSONDecoder().decode(Summary.self, from: Data(outcome.output.utf8))
    let splitting = try #require(
      summary.pairs[0].estimates.first { $0.estimator == "splitting" && $0.grain == "run" })
    let (low, high) = (try #require(splitting.low), try #require(splitting.high))
    #expect(low < 8.2 && 8.2 < high, "\(splitting)")
    #expect(high - low < 3)
  }

  @Test func basesAndSequencesNeedNoTraining() throws {
    let scratch = try Scratch()
    let command = [
      "run", "seventh-grader", "learner={kind: stated, between-bases: 0.5}", "budget=3500",
    ]
    let outcome = try Tool.run(command + ["--jobs", "1", "--out", "one", "--quiet"], in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    let other = try Tool.run(command + ["--jobs", "2", "--out", "two", "--quiet"], in: scratch.path)
    #expect(other.code == 0)
    #expect(try scratch.read("one/summary.json") == scratch.read("two/summary.json"))
  }

  /// On a terminal of 60 columns no line of the report or of the progress is longer; `script` gives
  /// the tool a terminal.
  @Test(arguments: [40, 60]) func aNarrowTerminalIsNotFlooded(_ columns: Int) throws {
    let scratch = try Scratch()
    let tool = Tool.path
    let outcome = try Tool.shell(
      ["/usr/bin/env", "script", "-qec",
        "stty cols \(columns); exec \(tool) run slab budget=60000 training.steps=60 "
          + "'estimators=[direct, dose-response]' --color never", "typescript"], in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    let lines = outcome.output.replacing("\r\n", with: "\n").replacing("\u{1B}[K", with: "")
      .split(whereSeparator: { $0 == "\n" || $0 == "\r" })
    #expect(lines.contains { $0.contains(" left") }, "there was no progress to see")
    for line in lines where !line.contains("report in ") {
      #expect(line.count <= columns, "\(line)")
    }
    let wide = try Tool.run(["report", "tiltmeter-out/slab"], in: scratch.path)
    #expect(wide.output.split(separator: "\n").contains { $0.count > 60 })
  }

  /// There is a first word, though no training is finished by then.
  @Test func nothingIsSilentForLong() throws {
    let scratch = try Scratch()
    let outcome = try Tool.shell(
      ["/bin/bash", "-c",
        """
        \(Tool.path) run slab training.steps=400000 'learner.hidden=[64]' 2> said &
        for i in $(seq 1 600); do [ -s said ] && break; sleep 0.1; done
        kill -9 $!; cat said
        """],
      in: scratch.path)
    // On a busy machine reading may be what takes its time.
    let words = ["0 of 59,999 trainings, ", "reading settings and data … "]
    #expect(words.contains { outcome.output.hasPrefix($0) }, "\(outcome.output)")
  }
}
