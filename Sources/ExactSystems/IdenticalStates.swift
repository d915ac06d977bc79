import Mathematics

/// States that are all the same: no difference in free energy, and overlaps of 1 / states.
public struct IdenticalStates: Hashable, Sendable {
  /// How many, at least 1.
  public let states: Int

  /// - Precondition: at least one state.
  public init(states: Int) {
    precondition(states > 0)
    self.states = states
  }

  /// 0 for each state, in nats.
  public var freeEnergies: [Double] { [Double](repeating: 0, count: states) }

  /// u_k(x_n) = x_n^2 / 2 of standard normal draws, [samples, states].
  public func energies(samples: Int, seed: UInt64) -> Matrix {
    var stream = SystemStream(seed: seed, purpose: 8)
    var result = Matrix(rows: samples, columns: states)
    for n in 0..<samples {
      let x = stream.normal()
      for k in 0..<states { result[n, k] = x * x / 2 }
    }
    return result
  }
}
