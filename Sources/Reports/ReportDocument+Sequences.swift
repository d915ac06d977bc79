import Experiments

extension ReportDocument {
  /// What diversity sequences found, round by round.
  static func sequences(_ sequences: SequenceSummary, _ pair: PairSummary) -> [Block] {
    var blocks: [Block] = [
      .heading(
        "Diversity sequences (\(sequences.sameness), \(Wording.count(sequences.sequences)) "
          + "sequences of \(sequences.rounds) at each strength)"),
      .paragraph(sequences.text),
      .table(rounds(sequences)),
      .paragraph(
        "Sequences, of \(Wording.count(sequences.sequences)), in which a policy had come up by "
          + "each round:"),
      .table(discovery(sequences, level: pair.estimates.first?.level ?? 0.95)),
    ]
    if let matrix = sequences.strengths.last { blocks += sameness(matrix) }
    blocks.append(
      .paragraph(
        "Mix rate: the policies differ on \(Wording.share(sequences.mixRate)) of the inputs that "
          + "models are pressed apart on. More models do not rescue a wrong pool or a learner that "
          + "cannot implement a policy."))
    return blocks
  }

  private static func rounds(_ sequences: SequenceSummary) -> Table {
    Table(
      columns: ["strength", "round", "A", "B", "named", "other", "failed", "answers A"]
        .map { .number($0) } + [.number("answers B"), .number("learned")],
      rows: sequences.strengths.flatMap { strength in
        strength.rounds.map { round in
          [Wording.strength(strength.strength), "\(round.round)"]
            + [
              round.a, round.b, round.named.values.reduce(0, +), round.other, round.failed,
            ].map(Wording.count)
            + [round.answersA, round.answersB, round.trainingRight].map(Wording.share)
        }
      })
  }

  /// How many sequences had come to a policy by each round.
  private static func discovery(_ sequences: SequenceSummary, level: Double) -> Table {
    Table(
      columns: [.number("strength"), .text("policy")]
        + (1...max(1, sequences.rounds)).map { .number("\($0)") }
        + [.text("share, \(Wording.percent(level))")],
      rows: sequences.strengths.flatMap { strength in
        strength.discovery.map { row in
          [Wording.strength(strength.strength), row.policy]
            + row.share.map {
              Wording.count(Int(($0 * Double(sequences.sequences)).rounded()))
            }
            + ["\(Wording.share(row.low.last ?? 0)) to \(Wording.share(row.high.last ?? 1))"]
        }
      })
  }

  /// How alike the models of a sequence are, one table a measure.
  private static func sameness(_ strength: SequenceStrength) -> [Block] {
    let shown = ["hard-agreement", "error-consistency"]
    return strength.sameness.filter {
      shown.contains($0.measure) && $0.grain == "whole-answer"
    }.flatMap { matrix -> [Block] in
      let rounds = matrix.rows.count
      return [
        .paragraph(
          "Between the models of a sequence at strength \(Wording.strength(strength.strength)), "
            + "\(matrix.measure):"),
        .table(
          Table(
            columns: [.number("round")] + (1...max(1, rounds)).map { .number("\($0)") },
            rows: matrix.rows.enumerated().map { index, values in
              ["\(index + 2)"] + values.map { $0.map(Wording.share) ?? "-" }
                + Array(repeating: "", count: rounds - values.count)
            })),
      ]
    }
  }
}
