import Mathematics

/// One walk over the solved weights W_nk = exp(f_k - u_kn) / sum_j N_j exp(f_j - u_jn).
struct WeightPass<Energies: ReducedEnergies> {
  let energies: Energies
  /// [states].
  let freeEnergies: [Double]
  /// ln sum_j N_j exp(f_j - u_jn), [samples].
  let logDenominators: [Double]

  private static var blockRows: Int { 256 }

  /// - Parameters:
  ///   - labels: of the samples; nil where no sets are asked for.
  ///   - setState: the state in whose law the sets are read.
  /// - Complexity: O(samples x states^2).
  func sums(labels: [SampleClass]?, setState: Int) -> WeightSums {
    let states = energies.states
    let vectors = energies.vectors
    let offsets = paddedVectors(freeEnergies, padding: -.infinity)
    var block = [SIMD4<Double>](repeating: .zero, count: Self.blockRows * vectors)
    var totals = [SIMD4<Double>](repeating: .zero, count: vectors)
    var setRows = [[SIMD4<Double>]](
      repeating: [SIMD4<Double>](repeating: .zero, count: vectors), count: 2)
    var setTotals = [0.0, 0.0]
    var setWeights: [[Double]] = [[], []]
    var overlaps = [(sum: Double, squares: Double)](repeating: (0, 0), count: max(0, states - 1))
    var gram = GramSum(size: states)
    block.withUnsafeMutableBufferPointer { block in
      for first in stride(from: 0, to: energies.samples, by: Self.blockRows) {
        let rows = min(Self.blockRows, energies.samples - first)
        for index in 0..<rows {
          let n = first + index
          let row = block.baseAddress! + index * vectors
          offsets.withUnsafeBufferPointer {
            _ = energies.writeExponents(ofSample: n, offsets: $0.baseAddress!, to: row)
          }
          for vector in 0..<vectors {
            row[vector] = vectorExponential(row[vector] - logDenominators[n])
            totals[vector] += row[vector]
          }
          if let set = labels.flatMap({ Self.place($0[n]) }) {
            let weight = row[setState / 4][setState % 4]
            setTotals[set] += weight
            setWeights[set].append(weight)
            for vector in 0..<vectors { setRows[set][vector] += row[vector] * weight }
          }
        }
        block.withMemoryRebound(to: Double.self) { block in
          gram.add(block.baseAddress!, count: rows, stride: 4 * vectors)
          for index in 0..<rows {
            Self.add(block.baseAddress! + 4 * vectors * index, to: &overlaps)
          }
        }
      }
    }
    func plain(_ lanes: [SIMD4<Double>]) -> [Double] { (0..<states).map { lanes[$0 / 4][$0 % 4] } }
    return WeightSums(
      totals: plain(totals), products: gram.matrix,
      neighbors: overlaps.map {
        NeighborOverlap(
          overlap: $0.sum, effectiveSamples: $0.squares > 0 ? $0.sum * $0.sum / $0.squares : 0)
      }, setTotals: setTotals, setProducts: setRows.map(plain),
      tailIndices: setWeights.map(TailIndex.estimate),
      largestShares: zip(setWeights, setTotals).map { ($0.max() ?? 0) / $1 })
  }

  private static func place(_ label: SampleClass) -> Int? {
    switch label {
    case .a: 0
    case .b: 1
    case .other, .failed: nil
    }
  }

  @inline(__always)
  private static func add(
    _ row: UnsafePointer<Double>, to overlaps: inout [(sum: Double, squares: Double)]
  ) {
    for k in overlaps.indices {
      let sum = row[k] + row[k + 1]
      // Neither occurs where both weights are below what can be represented.
      if sum == 0 { continue }
      let shared = row[k] * row[k + 1] / sum
      overlaps[k].sum += shared
      overlaps[k].squares += shared * shared
    }
  }
}

/// What the weights add up to.
struct WeightSums {
  /// sum_n W_nk, [states]: 1 where the equations are solved.
  let totals: [Double]
  /// W'W, [states, states].
  let products: Matrix
  /// [states - 1].
  let neighbors: [NeighborOverlap]
  /// sum over the samples of A, and of B, of W_n,setState: the probabilities of the sets.
  let setTotals: [Double]
  /// sum over the samples of A, and of B, of W_nk W_n,setState, [2][states].
  let setProducts: [[Double]]
  /// Of these weights in A, and in B; nil for fewer than 25 samples.
  let tailIndices: [Double?]
  /// The largest of these weights over their sum, in A and in B.
  let largestShares: [Double]
}
