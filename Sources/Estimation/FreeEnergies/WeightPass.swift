import Foundation
import Mathematics

/// One walk over the solved weights W_nk = exp(f_k - u_kn) / sum_j N_j exp(f_j - u_jn).
struct WeightPass<Energies: ReducedEnergies> {
  let energies: Energies
  /// [states].
  let freeEnergies: [Double]
  /// ln sum_j N_j exp(f_j - u_jn), [samples].
  let logDenominators: [Double]
  /// How often each sample counts, [samples], of any sign; nil for once.
  var counted: [Double]?

  /// - Parameters:
  ///   - labels: of the samples; nil where no sets are asked for.
  ///   - setState: the state in whose law the sets are read.
  /// - Complexity: O(samples x states^2).
  func sums(labels: [SampleClass]?, setState: Int) -> WeightSums {
    let states = energies.states
    let vectors = energies.vectors
    let offsets = paddedVectors(freeEnergies, padding: -.infinity)
    var row = [SIMD4<Double>](repeating: .zero, count: vectors)
    var totals = [SIMD4<Double>](repeating: .zero, count: vectors)
    var setRows = [[SIMD4<Double>]](
      repeating: [SIMD4<Double>](repeating: .zero, count: vectors), count: 2)
    var setTotals = [0.0, 0.0]
    var overlaps = [(sum: Double, squares: Double)](repeating: (0, 0), count: max(0, states - 1))
    var gram = SignedGramSum(size: states, vectors: vectors)
    row.withUnsafeMutableBufferPointer { row in
      let row = row.baseAddress!
      for n in 0..<energies.samples {
        let times = counted.map { $0[n] } ?? 1
        if times == 0 { continue }
        offsets.withUnsafeBufferPointer {
          _ = energies.writeExponents(ofSample: n, offsets: $0.baseAddress!, to: row)
        }
        for vector in 0..<vectors {
          row[vector] = vectorExponential(row[vector] - logDenominators[n])
          totals[vector] += row[vector] * times
        }
        if let set = labels.flatMap({ Self.place($0[n]) }) {
          let weight = times * row[setState / 4][setState % 4]
          setTotals[set] += weight
          for vector in 0..<vectors { setRows[set][vector] += row[vector] * weight }
        }
        gram.add(row, weight: times)
        UnsafeRawPointer(row).withMemoryRebound(to: Double.self, capacity: 4 * vectors) {
          Self.add($0, times, to: &overlaps)
        }
      }
    }
    func plain(_ lanes: [SIMD4<Double>]) -> [Double] { (0..<states).map { lanes[$0 / 4][$0 % 4] } }
    return WeightSums(
      totals: plain(totals), products: gram.finish(),
      neighbors: overlaps.map {
        NeighborOverlap(
          overlap: $0.sum, effectiveSamples: $0.squares > 0 ? $0.sum * $0.sum / $0.squares : 0)
      }, setTotals: setTotals, setProducts: setRows.map(plain))
  }

  /// sum_n W_nk, [states].
  ///
  /// - Complexity: O(samples x states).
  var totals: [Double] {
    let offsets = paddedVectors(freeEnergies, padding: -.infinity)
    var row = [SIMD4<Double>](repeating: .zero, count: energies.vectors)
    var totals = row
    for n in 0..<energies.samples {
      offsets.withUnsafeBufferPointer { offsets in
        row.withUnsafeMutableBufferPointer {
          _ = energies.writeExponents(
            ofSample: n, offsets: offsets.baseAddress!, to: $0.baseAddress!)
        }
      }
      for vector in row.indices {
        totals[vector] += vectorExponential(row[vector] - logDenominators[n])
      }
    }
    return freeEnergies.indices.map { totals[$0 / 4][$0 % 4] }
  }

  /// The tails of the weights in one state, in A and in B.
  ///
  /// - Complexity: O(samples ln samples).
  func tails(labels: [SampleClass], setState: Int) -> WeightTails {
    let weights = [SampleClass.a, .b].map { set in
      (0..<energies.samples).filter { labels[$0] == set }.map { n in
        exp(
          freeEnergies[setState] - energies.energy(state: setState, sample: n) - logDenominators[n])
      }
    }
    return WeightTails(
      shapes: weights.map(TailIndex.estimate),
      largestShares: weights.map { ($0.max() ?? 0) / $0.reduce(0, +) })
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
    _ row: UnsafePointer<Double>, _ times: Double, to overlaps: inout [(sum: Double, squares: Double)]
  ) {
    for k in overlaps.indices {
      let sum = row[k] + row[k + 1]
      // Neither occurs where both weights are below what can be represented.
      if sum == 0 { continue }
      let shared = row[k] * row[k + 1] / sum
      overlaps[k].sum += times * shared
      overlaps[k].squares += times * shared * shared
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
}

/// What the heaviest samples of A, and of B, are like.
struct WeightTails {
  /// Pareto's shape of the weights; nil for fewer than 25 samples.
  let shapes: [Double?]
  /// The largest weight over the sum of all.
  let largestShares: [Double]
}
