import Mathematics

/// Energies u_k(x_n), in nats, of every sample in every state.
///
/// Kinds: any table (`EnergyTable`) and exact tilts (`TiltEnergies`), whose table is never written
/// out. A row is padded to a whole number of vectors of four.
protocol ReducedEnergies: Sendable {
  var states: Int { get }
  var samples: Int { get }

  /// Writes offset_k - u_k(x_n) for all states of one sample.
  ///
  /// - Parameters:
  ///   - offsets: [states / 4 rounded up]; minus infinity in the padding.
  ///   - row: [states / 4 rounded up].
  /// - Returns: the largest exponents, lane by lane.
  func writeExponents(
    ofSample n: Int, offsets: UnsafePointer<SIMD4<Double>>,
    to row: UnsafeMutablePointer<SIMD4<Double>>
  ) -> SIMD4<Double>

  /// The energy of sample n in state k, in nats.
  func energy(state k: Int, sample n: Int) -> Double

  /// The same samples in some of the states.
  func selecting(_ states: [Int]) -> Self
}

extension ReducedEnergies {
  /// Vectors of four in a row.
  var vectors: Int { (states + 3) / 4 }
}

/// Numbers in vectors of four; the last is filled up with `padding`.
func paddedVectors(_ values: [Double], padding: Double) -> [SIMD4<Double>] {
  (0..<(values.count + 3) / 4).map { vector in
    var lanes = SIMD4<Double>(repeating: padding)
    for lane in 0..<4 where 4 * vector + lane < values.count {
      lanes[lane] = values[4 * vector + lane]
    }
    return lanes
  }
}

/// Energies given one by one.
struct EnergyTable: ReducedEnergies {
  let states: Int
  let samples: Int
  /// [samples, vectors].
  private let rows: [SIMD4<Double>]

  /// - Parameter energies: [samples, states], in nats; plus infinity where a sample cannot occur.
  init(_ energies: Matrix) {
    states = energies.columns
    samples = energies.rows
    rows = (0..<energies.rows).flatMap { n in
      paddedVectors(
        (0..<energies.columns).map { energies[n, $0] }, padding: 0)
    }
  }

  func writeExponents(
    ofSample n: Int, offsets: UnsafePointer<SIMD4<Double>>,
    to row: UnsafeMutablePointer<SIMD4<Double>>
  ) -> SIMD4<Double> {
    var largest = SIMD4<Double>(repeating: -.infinity)
    for vector in 0..<vectors {
      let exponents = offsets[vector] - rows[n * vectors + vector]
      row[vector] = exponents
      largest = largest.replacing(with: exponents, where: exponents .> largest)
    }
    return largest
  }

  func energy(state k: Int, sample n: Int) -> Double { rows[n * vectors + k / 4][k % 4] }

  func selecting(_ chosen: [Int]) -> EnergyTable {
    var table = Matrix(rows: samples, columns: chosen.count)
    for n in 0..<samples {
      for (column, k) in chosen.enumerated() { table[n, column] = energy(state: k, sample: n) }
    }
    return EnergyTable(table)
  }
}

/// Energies of exact tilts: u_k(x) = -strength_k * score(x).
struct TiltEnergies: ReducedEnergies {
  /// [states].
  let strengths: [Double]
  /// [samples].
  let scores: [Double]
  /// [vectors].
  private let padded: [SIMD4<Double>]

  var states: Int { strengths.count }
  var samples: Int { scores.count }

  init(strengths: [Double], scores: [Double]) {
    self.strengths = strengths
    self.scores = scores
    padded = paddedVectors(strengths, padding: 0)
  }

  func writeExponents(
    ofSample n: Int, offsets: UnsafePointer<SIMD4<Double>>,
    to row: UnsafeMutablePointer<SIMD4<Double>>
  ) -> SIMD4<Double> {
    let score = scores[n]
    var largest = SIMD4<Double>(repeating: -.infinity)
    for vector in 0..<vectors {
      let exponents = offsets[vector] + padded[vector] * score
      row[vector] = exponents
      largest = largest.replacing(with: exponents, where: exponents .> largest)
    }
    return largest
  }

  func energy(state k: Int, sample n: Int) -> Double { -strengths[k] * scores[n] }

  func selecting(_ chosen: [Int]) -> TiltEnergies {
    TiltEnergies(strengths: chosen.map { strengths[$0] }, scores: scores)
  }
}
