import Mathematics

/// How much two neighbouring states have in common.
public struct NeighborOverlap: Hashable, Sendable {
  /// integral p q / (p + q): 1/2 for equal laws, 0 for laws without common ground.
  ///
  /// What the overlap matrix would show if the two were all the states, with equal counts: so it
  /// does not fall when more states are put in between.
  public let overlap: Double
  /// How many samples carry that integral (Kish).
  public let effectiveSamples: Double

  /// Below this the states are not joined (the rule of Klimovich, Shirts & Mobley 2015, in the
  /// overlap matrix of two states).
  public static let leastOverlap = 0.03
  /// Below this the overlap itself rests on too few samples for its error to be believed.
  public static let leastSamples = 10.0

  public var isJoined: Bool {
    overlap >= Self.leastOverlap && effectiveSamples >= Self.leastSamples
  }
}

extension MBAR {
  /// O_ij = N_j sum_n W_ni W_nj: the chance that a sample of state i could be one of state j.
  ///
  /// - Returns: [states, states]; rows add to 1.
  /// - Complexity: O(states^2). Source: Klimovich, Shirts & Mobley 2015, J. Comput. Aided Mol.
  ///   Des. 29, 397.
  public var overlapMatrix: Matrix {
    var result = weightProducts
    for i in counts.indices {
      for j in counts.indices { result[i, j] *= Double(counts[j]) }
    }
    return result
  }

  /// 1 - the second largest eigenvalue of the overlap matrix: 0 where the states fall into two
  /// groups, 1 where all are the same.
  ///
  /// - Complexity: O(states^3).
  public var scalarOverlap: Double {
    (try? Theta(weightProducts: weightProducts, counts: counts.map(Double.init)))?.scalarOverlap
      ?? 0
  }
}
