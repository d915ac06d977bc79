import Experiments

extension ReportDocument {
  /// What a table of bigrams answers, and how like it the learner does, as one paragraph.
  static func bigrams(_ row: BigramRow) -> String {
    let odds = [
      row.logOddsRun.map { "\(Wording.nats($0)) over runs, in closed form" },
      row.logOddsAnswer.map { "\(Wording.nats($0)) at the answer grain" },
    ].compactMap { $0 }
    let tags = row.tags.map {
      "\($0.tag) \(Wording.share($0.answersA)) and \(Wording.share($0.answersB))"
    }
    let alike = row.alike.map { alike in
      " The learner's answers are the table's on \(Wording.share(alike)) of the inputs"
        + (row.weight.flatMap { weight in
          row.explained.map { explained in
            "; mixed with chance the table comes nearest with weight \(Wording.share(weight)), "
              + "and explains \(Wording.share(explained)) of the learner's log-probabilities"
          }
        } ?? "") + "."
    }
    return "Bigram table, \(row.table): as A on \(Wording.share(row.answersA)) and as B on "
      + "\(Wording.share(row.answersB)) of the readout inputs (mean probability "
      + "\(Wording.share(row.probabilityA)) and \(Wording.share(row.probabilityB))); "
      + (row.cannot.map { "it \($0), so nothing is said of its odds." }
        ?? (odds.isEmpty
          ? "no odds: one policy is shown on fewer than 3 inputs."
          : "L = \(odds.joined(separator: ", "))."))
      + (tags.isEmpty ? "" : " By tag, as A and as B: \(tags.joined(separator: ", ")).")
      + (alike ?? "")
  }

  /// What stands beside the shares of answers in text.
  static func text(_ text: TextSummary) -> [String] {
    let odds = text.logOdds.map { ["Mean probabilities of whole answers: L = \(Wording.nats($0))."] }
      ?? []
    let outside = text.outside.map {
      ["\(Wording.share($0)) of the probability lies outside the answer language"
        + (text.reading == "within" ? ", within which answers are read." : ".")]
    } ?? []
    let unseen = text.unseen.map {
      ["Unseen inputs of the training examples' kind: \(Wording.share($0)) right."]
    } ?? []
    let loss = text.loss.map { loss in
      ["Loss on the training examples: "
        + (text.lossBefore.map { "\(Wording.nats($0)) nats before training, " } ?? "")
        + "\(Wording.nats(loss)) nats at its end."]
    } ?? []
    func range(_ ends: [Double]) -> String { ends.map(Wording.share).joined(separator: " to ") }
    let bases = text.basesA.flatMap { a in
      text.basesB.map { b in
        ["Before training bases answer as A on \(range(a)), as B on \(range(b)) of the inputs."]
      }
    } ?? []
    let directions = text.directions.map { directions in
      ["By direction: "
        + directions.map {
          "where A says `\($0.answer)` (\(Wording.count($0.inputs)) inputs) A "
            + "\(Wording.share($0.answersA)), B \(Wording.share($0.answersB))"
        }.joined(separator: "; ") + "."]
    } ?? []
    let lines = odds + directions + outside + unseen + loss + bases
    return lines.isEmpty ? [] : [lines.joined(separator: " ")]
  }
}
