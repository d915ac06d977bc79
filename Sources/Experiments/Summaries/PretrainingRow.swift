import Runs

/// What became of the shared bases of one set-up.
public struct PretrainingRow: Codable, Sendable, Equatable {
  /// `standard`, or how the set-up differs.
  public var variation: String
  public var bases: Int
  /// Bases that pass every gate; the others are left out.
  public var passed: Int
  /// The share of a gate's inputs that a base must have right.
  public var gate: Double
  public var personas: [Persona]

  /// What bases do when they are asked for one persona, on inputs they never saw.
  public struct Persona: Codable, Sendable, Equatable {
    public var persona: String
    /// Mean over bases of the share right.
    public var mean: Double
    /// The worst base's.
    public var least: Double
  }
}

extension PreparedExperiment {
  /// One row for each set-up that has shared bases of its own.
  func pretrainingRows(in contents: StoreContents) -> [PretrainingRow] {
    baseVariations.map { variation in
      let kept = baseRequests(variation).compactMap { contents.bases[$0.id] }
      let gates = setup(variation).task.capability?.gates ?? []
      return PretrainingRow(
        variation: variation.rawValue, bases: kept.count, passed: kept.count(where: passes),
        gate: experiment.pretraining?.gate ?? 0,
        personas: gates.enumerated().map { index, gate in
          let shares = kept.map { Double($0.gates[index]) }
          return PretrainingRow.Persona(
            persona: gate.persona,
            mean: shares.reduce(0, +) / Double(max(1, shares.count)), least: shares.min() ?? 0)
        })
    }
  }
}
