import Experiments

extension ReportDocument {
  /// What a table of bigrams answers, as one line.
  static func bigrams(_ row: BigramRow) -> String {
    let odds = [
      row.logOddsRun.map { "\(Wording.nats($0)) over runs, in closed form" },
      row.logOddsAnswer.map { "\(Wording.nats($0)) at the answer grain" },
    ].compactMap { $0 }
    return "Bigram table, \(row.table): as A on \(Wording.share(row.answersA)) and as B on "
      + "\(Wording.share(row.answersB)) of the readout inputs (mean probability "
      + "\(Wording.share(row.probabilityA)) and \(Wording.share(row.probabilityB))); "
      + (row.cannot.map { "it \($0), so nothing is said of its odds." }
        ?? (odds.isEmpty ? "no odds: one policy is shown on fewer than 3 inputs." : "L = \(odds.joined(separator: ", ")).")
      )
  }
}
