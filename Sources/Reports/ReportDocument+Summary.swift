import Estimation
import Experiments

extension ReportDocument {
  /// Says what a summary holds, in the order in which a reader wants to know it.
  public init(_ report: Report) {
    let summary = report.summary
    if let cells = summary.cells, let sweep = summary.sweep {
      self.init(Self.sweep(report, cells, sweep))
      return
    }
    self.init(Self.body(summary) + [.footer(Self.provenance(report))])
  }

  /// Everything but the footer.
  static func body(_ summary: Summary) -> [Block] {
    var blocks: [Block] = []
    for pair in summary.pairs {
      blocks.append(.title("\(summary.experiment): \(pair.a) (A) or \(pair.b) (B)"))
      blocks.append(.paragraph(pair.verdict.text))
      blocks += shares(pair)
      blocks += estimates(pair)
      blocks += thresholds(pair)
      blocks += strengths(pair)
      blocks += pair.sequences.map { sequences($0, pair) } ?? []
    }
    return blocks + controls(summary)
  }

  private static func shares(_ pair: PairSummary) -> [Block] {
    if pair.shares.runs == 0 { return [] }
    let shares = pair.shares
    var answers: [[String]] = []
    if let a = shares.answersA, let b = shares.answersB {
      answers = [["answer"] + [a, b, max(0, 1 - a - b)].map(Wording.share) + [""]]
    }
    if let text = pair.text {
      let (a, b) = (text.probabilityA, text.probabilityB)
      answers.append(["probability"] + [a, b, max(0, 1 - a - b)].map(Wording.share) + [""])
    }
    let named = (pair.named ?? []).prefix(Self.namedShown).map { row in
      "\(row.policy) \(Wording.share(row.answers))"
        + (row.runs > 0 ? " (\(Wording.count(row.runs)) runs)" : "")
    }
    let others: [Block] = named.isEmpty
      ? [] : [.paragraph("Other policies of the catalogue, share of answers: "
        + named.joined(separator: ", ") + ".")]
    let over = shares.over == .bases ? "; shares are means over bases" : ""
    return [
      .heading("At zero pressure (\(Wording.count(shares.runs)) runs\(over))"),
      .table(
        Table(
          columns: [
            .text("grain"), .number("A"), .number("B"), .number("other"), .number("failed"),
          ],
          rows: [["run"] + [shares.a, shares.b, shares.other, shares.failed].map(Wording.share)]
            + answers)),
    ] + (pair.text.map(text) ?? []).map { .paragraph($0) } + others
  }

  /// Policies of the catalogue that are named one by one.
  static let namedShown = 5

  private static func estimates(_ pair: PairSummary) -> [Block] {
    // Where some intervals speak of inputs like these, both kinds stand side by side.
    let both = pair.estimates.contains { $0.inputs == InputScope.likeThese.rawValue }
    let table = Table(
      columns: [.text("estimator"), .text("grain"), .number("L / nats")]
        + (both ? [.text("inputs like these"), .text("these inputs")] : [.text("interval")])
        + [.text("odds A : B"), .number("trainings")],
      rows: pair.estimates.map { estimate in
        let isLike = estimate.inputs == InputScope.likeThese.rawValue
        return [estimate.estimator, estimate.grain, Wording.logOdds(estimate)]
          + (both
            ? [isLike ? Wording.interval(estimate) : "-", Wording.intervalThese(estimate)]
            : [Wording.interval(estimate)])
          + [Wording.odds(estimate), Wording.count(estimate.trainings)]
      })
    let level = pair.estimates.first.map { ", intervals at \(Wording.percent($0.level))" } ?? ""
    var blocks: [Block] = [
      .heading("Log odds L = ln P(A)/P(B)\(level)"), .table(table),
    ]
    let lines = pair.estimates.compactMap { estimate -> String? in
      guard let ed50 = estimate.ed50 else { return nil }
      return "\(estimate.estimator), \(estimate.grain) grain: A and B are equally likely at "
        + "strength \(Wording.strength(ed50.strength)) (\(Wording.percent(estimate.level)): "
        + "\(Wording.range(ed50.low, ed50.high, Wording.strength)))"
        + (estimate.gradientRatioAtED50.map { ", gradient ratio \(Wording.strength($0))." } ?? ".")
    }
    let noise = pair.estimates.compactMap { splitting($0) ?? ladder($0) }
    blocks += (lines + noise).map { .paragraph($0) }
    let warnings = pair.warnings + pair.estimates.flatMap { estimate in
      estimate.warnings.map { "\(estimate.estimator), \(estimate.grain) grain: \($0)" }
    }
    if !warnings.isEmpty { blocks.append(.warnings(warnings)) }
    if let triangulation = pair.triangulation { blocks.append(.paragraph(triangulation.text)) }
    return blocks
  }

  private static func thresholds(_ pair: PairSummary) -> [Block] {
    if pair.thresholdCurve.isEmpty { return [] }
    var blocks: [Block] = [
      .heading(
        "By threshold of the readout (run grain, zero pressure"
          + (pair.shares.over == .bases ? "; L is over bases)" : ")")),
      .table(
        Table(
          columns: [
            .number("threshold"), .number("A"), .number("B"), .number("other"),
            .number("failed"), .number("L / nats"),
          ],
          rows: pair.thresholdCurve.map { point in
            [
              "\(point.threshold)", Wording.count(point.a), Wording.count(point.b),
              Wording.count(point.other), Wording.count(point.failed),
              point.logOdds.map(Wording.nats) ?? "-",
            ]
          })),
    ]
    if let poolSE = pair.poolSE {
      blocks.append(
        .paragraph(
          "Resampling the readout inputs moves L at the \(pair.verdict.grain) grain by "
            + "\(Wording.nats(poolSE)) nats (standard deviation)."))
    }
    return blocks
  }

  private static func strengths(_ pair: PairSummary) -> [Block] {
    if pair.strengths.isEmpty { return [] }
    var table = Table(
      columns: ["strength", "runs", "A", "B", "other", "failed"].map { .number($0) },
      rows: pair.strengths.map { row in
        [Wording.strength(row.strength)]
          + [row.runs, row.a, row.b, row.other, row.failed].map(Wording.count)
      })
    let known = pair.strengths.contains { $0.answersA != nil }
    if known {
      table.columns.insert(.number("gradient"), at: 1)
      table.columns += [.number("answers A"), .number("answers B")]
      for (index, row) in pair.strengths.enumerated() {
        table.rows[index].insert(row.gradientRatio.map(Wording.strength) ?? "-", at: 1)
        table.rows[index] += [row.answersA, row.answersB].map { $0.map(Wording.share) ?? "-" }
      }
    }
    var blocks: [Block] = [
      .heading(
        "Under pressure (positive: toward B" + (known ? "; gradient: penalty / loss)" : ")")),
      .table(table),
    ]
    let isRun = pair.verdict.grain == "run"
    let observed = pair.strengths.map { row in
      isRun
        ? Wording.logRatio(Double(row.a), Double(row.b))
        : row.hasOddsOfAnswers(isText: pair.text != nil)
          ? Wording.logRatio(row.answersA ?? 0, row.answersB ?? 0) : nil
    }
    // The axis spans what was observed; a fitted value beyond it has no mark.
    let least = observed.compactMap { $0 }.min() ?? 0
    let most = observed.compactMap { $0 }.max() ?? 0
    let room = (most - least) / 4
    let rows = zip(pair.strengths, observed).compactMap {
      row, observed -> (label: String, marks: [Figure.Mark])? in
      var marks: [Figure.Mark] = []
      if let fitted = row.fitted, fitted >= least - room, fitted <= most + room {
        marks.append(.init(value: fitted, symbol: "+"))
      }
      if let observed { marks.append(.init(value: observed, symbol: "o")) }
      return marks.isEmpty ? nil : (Wording.strength(row.strength), marks)
    }
    if rows.count > 2 {
      blocks.append(
        .figure(
          Figure(
            caption: "L / nats by strength, \(pair.verdict.grain) grain"
              + (pair.shares.over == .bases ? ", over runs " : " ")
              + "(o observed, + fitted, @ both, | zero)", rows: rows)))
    }
    return blocks
  }

  private static func controls(_ summary: Summary) -> [Block] {
    let controls = summary.controls
    var lines: [String] = []
    for row in controls.capability {
      lines.append(
        "Capability: trained on \(row.policy)'s answers, \(row.reached) of \(row.runs) runs answer "
          + "unseen inputs as \(row.policy) does (\(Wording.share(row.answers)) of the answers): "
          + (row.passed ? "the learner can implement it." : "NOT shown."))
    }
    if let memory = controls.memory {
      lines.append(
        "Memory: the \(memory.learner)'s label is A's on \(Wording.share(memory.answersA)) and B's "
          + "on \(Wording.share(memory.answersB)) of the readout inputs.")
    }
    lines += (controls.bigrams ?? []).map(Self.bigrams)
    if let confirmation = controls.confirmation {
      lines.append(
        "Confirmation: on \(confirmation.inputs) inputs that nothing else was decided by, plain "
          + "runs answer as A on \(Wording.share(confirmation.answersA)) and as B on "
          + "\(Wording.share(confirmation.answersB))"
          + (confirmation.logOdds.map { " (L = \(Wording.nats($0)) at the answer grain)" } ?? "")
          + Self.runs(confirmation) + ".")
    }
    if let mixRate = controls.mixRate {
      lines.append(
        "Mix rate: the policies differ on \(Wording.share(mixRate)) of the pressure pool.")
    }
    lines = pretraining(controls) + lines
    var blocks: [Block] = []
    if !lines.isEmpty || !controls.sensitivity.isEmpty { blocks.append(.heading("Controls")) }
    blocks += lines.map { .paragraph($0) }
    if !controls.sensitivity.isEmpty {
      blocks.append(
        .table(
          Table(
            columns: [
              .text("sensitivity"), .number("runs"), .number("A"), .number("B"),
              .number("other"), .number("failed"), .number("L run"), .number("L answer"),
            ],
            rows: controls.sensitivity.map { row in
              [
                row.variation, Wording.count(row.runs), Wording.count(row.a),
                Wording.count(row.b), Wording.count(row.other), Wording.count(row.failed),
                row.logOddsRun.map(Wording.nats) ?? "-",
                row.logOddsAnswer.map(Wording.nats) ?? "-",
              ]
            })))
    }
    return blocks
  }

  /// What runs are on the confirmation pool; nothing where that is not known.
  private static func runs(_ row: ConfirmationRow) -> String {
    guard let a = row.a, let b = row.b, let other = row.other, let failed = row.failed else {
      return ""
    }
    let logOdds = row.logOddsRun.map { ", L = \(Wording.nats($0))" } ?? ""
    let error = row.jointError.map {
      "; joint error of both pools' L \(Wording.nats($0)) nats"
    } ?? ""
    return "; as runs A \(Wording.share(a)), B \(Wording.share(b)), other "
      + "\(Wording.share(other)), failed \(Wording.share(failed))\(logOdds)\(error)"
  }

  private static func pretraining(_ controls: ControlsSummary) -> [String] {
    (controls.pretraining ?? []).map { row in
      let own = row.variation == "standard"
      let personas = row.personas.map {
        "\($0.persona) \(Wording.share($0.mean)) (worst base \(Wording.share($0.least)))"
      }
      return (own ? "Bases: " : "Bases, \(row.variation): ") + "\(row.passed) of \(row.bases) have "
        + "at least \(Wording.share(row.gate)) of each persona's unseen hard inputs right"
        + (row.passed < row.bases ? "; the others are left out" : "") + ". Right on average: "
        + personas.joined(separator: ", ") + "."
    }
  }

  static func provenance(_ report: Report) -> String {
    let provenance = report.summary.provenance
    var text = "\(Wording.count(provenance.trainings)) trainings; tiltmeter \(provenance.tiltmeter)"
    if !provenance.arithmetic.isEmpty, provenance.setup.isEmpty {
      text += ", arithmetic \(provenance.arithmetic)"
    }
    if !provenance.setup.isEmpty {
      text += ", arithmetic \(provenance.arithmetic), seed \(provenance.seed), "
        + "set-up \(provenance.setup)"
    }
    for execution in report.executions {
      text += "; \(execution.started): \(Wording.count(execution.trained)) trainings in "
        + "\(Wording.seconds(execution.seconds)) on \(execution.host), "
        + "\(execution.workers) \(execution.workers == 1 ? "thread" : "threads"): "
        + "\(execution.command)"
    }
    return text + "."
  }
}
