import Experiments
import Foundation
import Reports
import Testing

/// Whole reports of a small summary, format by format.
@Suite struct ReportTests {
  private let report: Report

  init() throws {
    let json = """
      {"schema": 2, "experiment": "demo", "pairs": [{"a": "left", "b": "right",
       "shares": {"a": 0.9, "b": 0.0001, "other": 0.0999, "failed": 0, "answers_a": 0.8,
                  "answers_b": 0.2, "runs": 10000, "over": "runs"},
       "estimates": [
        {"estimator": "direct", "grain": "run", "log_odds": 9.1, "low": 8.6, "high": 9.7,
         "low_these": 8.6, "high_these": 9.7, "inputs": "these",
         "level": 0.95, "unit": "nats", "bound": "none", "ed50": null, "model_range": null,
         "law": "training", "trainings": 10000, "warnings": ["few hits"], "details": {}},
        {"estimator": "dose-response", "grain": "run", "log_odds": null, "low": 3, "high": null,
         "low_these": 3, "high_these": null, "inputs": "these",
         "level": 0.95, "unit": "nats", "bound": "lower",
         "ed50": {"strength": 0.0123, "low": 0.01, "high": null}, "model_range": null,
         "law": "training", "trainings": 500, "warnings": [], "details": {"x": 1.5}}],
       "threshold_curve": [{"threshold": 0.9, "log_odds": 9.1, "a": 9000, "b": 1, "other": 999,
                            "failed": 0}],
       "pool_se": 0.25, "triangulation": null,
       "verdict": {"kind": "favoured", "policy": "a", "grain": "run", "estimator": "direct",
                   "log_odds": 9.1, "low": 8.6, "high": 9.7, "inputs": "these", "margin": 0.69,
                   "text": "left is favoured, it seems."},
       "warnings": [], "strengths": []}],
       "controls": {"capability": [], "memory": null, "sensitivity": [], "confirmation": null,
                    "mix_rate": 1},
       "provenance": {"tiltmeter": "0.1.0", "arithmetic": "mlp-1", "setup": "abc", "task": "def",
                      "seed": 1, "trainings": 10500, "inputs": {}}, "settings": null}
      """
    report = Report(try JSONDecoder().decode(Summary.self, from: Data(json.utf8)))
  }

  /// The first estimate as one of splitting with these details.
  private func splitting(_ details: [String: SummaryDetail]) -> String {
    var summary = report.summary
    summary.pairs[0].estimates[0].estimator = "splitting"
    summary.pairs[0].estimates[0].details = details
    let text = TerminalFormat.render(Report(summary), style: ReportStyle())
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test func splittingSaysWhatItCostAndHowFarItCame() {
    let common: [String: SummaryDetail] = [
      "rare": .text("b"), "rounds": .integer(1028), "levels": .list([.number(-1), .integer(0)]),
      "level_score_correlation": .list([.text("none"), .number(0.5)]),
      "standard_error": .number(0.25),
    ]
    let value: [String: SummaryDetail] = [
      "log_probability": .number(-9.2), "variance_times_runs": .number(1234.5),
      "plain_variance_times_runs": .integer(9897), "gain": .number(8.02),
      "confirmed_share": .number(0.625),
    ]
    #expect(
      splitting(common.merging(value) { $1 }).contains(
        "splitting, run grain: ln P(B) = -9.20, standard error 0.25, by 2 levels in 1,028 rounds; "
          + "error squared x trainings is 1,230, where plain runs take 1/P = 9,900: a gain of "
          + "8.02; at the last level a move's score correlates with its start's by 0.50; 0.625 of the "
          + "final runs are B's on the confirmation pool too. "))
    let limit: [String: SummaryDetail] = [
      "rare": .text("a"), "score_reached": .number(-0.75),
      "log_probability_of_score_reached": .integer(-12),
    ]
    #expect(
      splitting(common.merging(limit) { $1 }).contains(
        "it came as far as a score of -0.75 (A's are above 0), which runs exceed with ln P = "
          + "-12.00, standard error 0.25, in 1,028 rounds; at the last level"))
    #expect(!splitting([:]).contains("splitting, run grain: ln"))
  }

  @Test func terminal() throws {
    let text = TerminalFormat.render(report, style: ReportStyle())
    #expect(
      text == """
        demo: left (A) or right (B)
        left is favoured, it seems.

        At zero pressure (10,000 runs)
          grain       A      B  other  failed
          run     0.900  1e-04  0.100   0.000
          answer  0.800  0.200  0.000

        Log odds L = ln P(A)/P(B), intervals at 95 %
          estimator      grain  L / nats  interval       odds A : B    trainings
          direct         run        9.10  8.60 to 9.70   9,000 : 1        10,000
          dose-response  run           -  at least 3.00  above 20 : 1        500
        dose-response, run grain: A and B are equally likely at strength 0.0123 (95 %:
        at least 0.01).
          ! direct, run grain: few hits

        By threshold of the readout (run grain, zero pressure)
          threshold      A  B  other  failed  L / nats
                0.9  9,000  1    999       0      9.10
        Resampling the readout inputs moves L at the run grain by 0.25 nats (standard
        deviation).

        Controls
        Mix rate: the policies differ on 1.000 of the pressure pool.

        10,500 trainings; tiltmeter 0.1.0, arithmetic mlp-1, seed 1, set-up abc.

        """)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let colored = TerminalFormat.render(report, style: ReportStyle(color: true))
    #expect(colored.contains("\u{1B}[1m"))
    #expect(!text.contains("\u{1B}"))
  }

  /// Intervals for inputs like these and for these inputs stand side by side; what limits all
  /// estimates comes before what limits one.
  @Test func bothIntervalsAreNamed() {
    var summary = report.summary
    summary.pairs[0].estimates[0].grain = "answer"
    summary.pairs[0].estimates[0].inputs = "like-these"
    summary.pairs[0].estimates[0].lowThese = 9
    summary.pairs[0].estimates[0].highThese = 9.2
    summary.pairs[0].warnings = ["only 3 readout inputs"]
    let text = TerminalFormat.render(Report(summary), style: ReportStyle(width: 100))
    #expect(
      text.contains(
        """
          estimator      grain   L / nats  inputs like these  these inputs   odds A : B    trainings
          direct         answer      9.10  8.60 to 9.70       9.00 to 9.20   9,000 : 1        10,000
          dose-response  run            -  -                  at least 3.00  above 20 : 1        500
        """))
    #expect(text.contains("  ! only 3 readout inputs\n  ! direct, answer grain: few hits"))
  }

  @Test func markdown() throws {
    let text = MarkdownFormat.render(report, style: ReportStyle())
    #expect(text.hasPrefix("# demo: left (A) or right (B)\n\nleft is favoured, it seems.\n\n"))
    #expect(
      text.contains(
        """
        | estimator | grain | L / nats | interval | odds A : B | trainings |
        |:---|:---|---:|:---|:---|---:|
        | direct | run | 9.10 | 8.60 to 9.70 | 9,000 : 1 | 10,000 |

        """))
  }

  @Test func csv() throws {
    #expect(
      try CSVFormat.render(report, style: ReportStyle()) == """
        experiment,a,b,estimator,grain,log_odds,low,high,low_these,high_these,inputs,level,bound,\
        ed50,ed50_low,ed50_high,law,trainings,verdict,verdict_policy,verdict_estimator
        demo,left,right,direct,run,9.1,8.6,9.7,8.6,9.7,these,0.95,none,,,,training,10000,\
        favoured,a,direct
        demo,left,right,dose-response,run,,3.0,,3.0,,these,0.95,lower,0.0123,0.01,,training,500,\
        favoured,a,direct

        """)
  }

  /// What is read back is what was written, nulls included.
  @Test func jsonComesBack() throws {
    let text = try JSONFormat.render(report, style: ReportStyle())
    #expect(try JSONDecoder().decode(Summary.self, from: Data(text.utf8)) == report.summary)
    #expect(text.contains("\"log_odds\" : null"))
    #expect(text.contains("\"model_range\" : null"))
  }

  @Test func numbersAreSaidWithoutLies() {
    #expect(Wording.odds(9.1) == "9,000 : 1")
    #expect(Wording.odds(-0.7) == "1 : 2.0")
    #expect(Wording.odds(0) == "1.0 : 1")
    #expect(Wording.odds(25) == "7.2e+10 : 1")
    #expect(Wording.share(0.9999) == ">.999")
    #expect(Wording.share(1) == "1.000")
    #expect(Wording.share(0.0001) == "1e-04")
    #expect(Wording.share(0) == "0.000")
    #expect(Wording.count(-1234567) == "-1,234,567")
    #expect(Wording.nats(-0.001) == "0.00")
    #expect(Wording.percent(0.975) == "97.5 %")
  }
}
