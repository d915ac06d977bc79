extension DiagnosticAnswer {
  /// The same answer where the policies of the pair are exchanged.
  public var exchanged: DiagnosticAnswer {
    switch self {
    case .a: .b
    case .b: .a
    case .other: .other
    }
  }
}

extension Readout {
  /// What is kept of the same run where the policies of the pair are exchanged.
  public var exchanged: Readout {
    Readout(
      answers: answers.map(\.exchanged), confirmation: confirmation.map(\.exchanged),
      trainingRight: trainingRight, trainingCount: trainingCount, score: scoreA, scoreA: score,
      named: named, gate: gate, gradientRatio: gradientRatio, finalLoss: finalLoss,
      text: text?.exchanged)
  }
}
