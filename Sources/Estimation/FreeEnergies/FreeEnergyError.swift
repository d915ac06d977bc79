/// Why free energies cannot be had from the data, and what to do.
public enum FreeEnergyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Data that no method could use: sizes, NaN, nothing sampled.
  case invalid(String)
  /// States that the samples do not join, or sets that they do not reach.
  case noOverlap(String)
  /// Equations that were not solved.
  case notConverged(String)

  /// A sentence that says why, and what to do.
  public var description: String {
    switch self {
    case .invalid(let text), .noOverlap(let text), .notConverged(let text): text
    }
  }

  static let stuck = FreeEnergyError.notConverged(
    "the equations did not settle, as with states that hardly overlap: add states between them,"
      + " or samples")
  static let disconnected = FreeEnergyError.noOverlap(
    "some states share no samples with the others: add states between them, or samples")
}
