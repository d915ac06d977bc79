import Foundation

/// Many samples under exact tilts as far fewer weighted ones that have the same sums.
///
/// Everything that free energies need is a sum over samples of functions of the score whose only
/// poles are zeros of a mixture sum_k c_k exp(l_k s), c_k > 0. With strengths L apart there are none
/// where |Im s| < pi / L: all terms lie in one half of the plane. Such a function is known on a cell
/// of width pi / (16 L) from its values at eight Chebyshev points to some 1e-13 (the error falls
/// like 64^-8). So the samples of a cell, w_n at s_n, are replaced by weights at these points,
///
///     W_i = sum_j (2 - [j = 0]) / 8 T_j(x_i) sum_n w_n T_j(x_n),
///
/// which give the same sums; some are negative. Samples in cells that hold few stay as they are.
/// Source: the interpolation is Trefethen 2013, "Approximation Theory and Approximation Practice",
/// theorem 8.2; its transpose is known as anterpolation from fast multipole methods.
struct TiltCompression: Sendable {
  /// Points of a cell.
  static let points = 8
  /// Cells with fewer samples keep them.
  static let fewest = 3 * points
  /// Data sets smaller than this are not worth it.
  static let leastSamples = 4096

  /// Where the weights stand, [nodes].
  let scores: [Double]
  /// What they stand for, [nodes]: A, B, or neither (`other`).
  let labels: [SampleClass]

  /// The samples of one cell within one block.
  private struct Run: Sendable {
    /// In `order` and `places`.
    let first: Int
    let count: Int
    let cell: Int
  }

  /// Samples by blocks, within which their numbers need 16 bits and stay in the cache.
  private static let blockSize = 65_536

  /// The samples of the first nodes, which are samples as they are.
  private let singles: [Int32]
  private let runs: [Run]
  /// Runs of block b: blocks[b] ..< blocks[b + 1].
  private let blocks: [Int]
  /// Samples of the runs, from the beginning of their block.
  private let order: [UInt16]
  /// Where they lie in their cells, -1 to 1.
  private let places: [Double]
  private let cells: Int

  /// - Parameters:
  ///   - scores: finite, less their mean.
  ///   - labels: nil where A and B are not told apart.
  ///   - strengths: all at which anything is asked.
  /// - Returns: nil where the samples are too few, or too far apart, for it to be of use.
  /// - Complexity: O(samples).
  init?(scores: [Double], labels: [SampleClass]?, strengths: [Double]) {
    let samples = scores.count
    guard samples >= Self.leastSamples, samples < Int(Int32.max),
      let low = strengths.min(), let high = strengths.max(), high > low,
      let least = scores.min(), let most = scores.max()
    else { return nil }
    let width = Double.pi / (16 * (high - low))
    guard width.isFinite, width > 0, (most - least).isFinite else { return nil }
    // A window around the mean: what lies far out stays as it is.
    let across = ((most - least) / width).rounded(.down) + 1
    let bins = Int(min(across, Double(samples / 16)))
    let start = across <= Double(bins) ? least : max(least, -width * Double(bins / 2))
    let grid = Grid(start: start, width: width, bins: bins)

    var counts = [Int32](repeating: 0, count: 3 * bins)
    for n in 0..<samples {
      if let cell = grid.cell(scores[n], labels?[n]) { counts[cell] += 1 }
    }
    var numbers = [Int32](repeating: -1, count: 3 * bins)
    var kept: [Int] = []
    for cell in counts.indices where counts[cell] >= Self.fewest {
      numbers[cell] = Int32(kept.count)
      kept.append(cell)
    }
    let compressed = kept.reduce(0) { $0 + Int(counts[$1]) }
    guard samples - compressed + kept.count * Self.points <= samples / 2 else { return nil }

    var singles: [Int32] = []
    var runs: [Run] = []
    var blocks = [0]
    var order = [UInt16](repeating: 0, count: compressed)
    var places = [Double](repeating: 0, count: compressed)
    var filled = 0
    var next = [Int](repeating: 0, count: kept.count)
    var cellOf = [Int32](repeating: -1, count: Self.blockSize)
    for block in stride(from: 0, to: samples, by: Self.blockSize) {
      let size = min(Self.blockSize, samples - block)
      for cell in next.indices { next[cell] = 0 }
      for offset in 0..<size {
        let number = grid.cell(scores[block + offset], labels?[block + offset]).map { numbers[$0] }
        cellOf[offset] = number ?? -1
        if let number, number >= 0 {
          next[Int(number)] += 1
        } else {
          singles.append(Int32(block + offset))
        }
      }
      for cell in next.indices where next[cell] > 0 {
        runs.append(Run(first: filled, count: next[cell], cell: cell))
        (next[cell], filled) = (filled, filled + next[cell])
      }
      for offset in 0..<size where cellOf[offset] >= 0 {
        let cell = Int(cellOf[offset])
        order[next[cell]] = UInt16(offset)
        places[next[cell]] = grid.place(scores[block + offset], in: kept[cell])
        next[cell] += 1
      }
      blocks.append(runs.count)
    }
    self.singles = singles
    self.runs = runs
    self.blocks = blocks
    self.order = order
    self.places = places
    cells = kept.count
    self.scores =
      singles.map { scores[Int($0)] }
      + kept.flatMap { cell in Self.angles.map { grid.center(of: cell) + width / 2 * cos($0) } }
    self.labels =
      singles.map { n in Self.classes[Self.place(labels?[Int(n)])] }
      + kept.flatMap { cell in
        [SampleClass](repeating: Self.classes[cell / bins], count: Self.points)
      }
  }

  /// The weights that stand for samples which count so many times.
  ///
  /// - Parameter times: [samples]; nil where each counts once.
  /// - Returns: [nodes].
  /// - Complexity: O(samples).
  func weights(times: [UInt16]?) -> [Double] {
    var result = singles.map { n in times.map { Double($0[Int(n)]) } ?? 1 }
    result.reserveCapacity(scores.count)
    var moments = [SIMD8<Double>](repeating: .zero, count: cells)
    places.withUnsafeBufferPointer { places in
      for block in 0..<blocks.count - 1 {
        for run in runs[blocks[block]..<blocks[block + 1]] {
          let own = places.baseAddress! + run.first
          if let times {
            order.withUnsafeBufferPointer { order in
              times.withUnsafeBufferPointer { times in
                let numbers = order.baseAddress! + run.first
                let times = times.baseAddress! + block * Self.blockSize
                moments[run.cell] += Self.moments(own, count: run.count) {
                  Double(times[Int(numbers[$0])])
                }
              }
            }
          } else {
            moments[run.cell] += Self.moments(own, count: run.count) { _ in 1 }
          }
        }
      }
    }
    for moment in moments {
      for row in Self.quadrature { result.append((row * moment).sum()) }
    }
    return result
  }

  /// sum_n w_n T_j(x_n), j = 0 ..< 8, four samples at a time.
  @inline(__always)
  private static func moments(
    _ places: UnsafePointer<Double>, count: Int, weight: (Int) -> Double
  ) -> SIMD8<Double> {
    var (s0, s1, s2, s3) = (
      SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero
    )
    var (s4, s5, s6, s7) = (s0, s1, s2, s3)
    var index = 0
    while index < count {
      var (x, w) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      if index + 4 <= count {
        x = SIMD4(places[index], places[index + 1], places[index + 2], places[index + 3])
        w = SIMD4(weight(index), weight(index + 1), weight(index + 2), weight(index + 3))
      } else {
        for lane in 0..<count - index {
          (x[lane], w[lane]) = (places[index + lane], weight(index + lane))
        }
      }
      let twice = x + x
      let t1 = w * x
      let t2 = twice * t1 - w
      let t3 = twice * t2 - t1
      let t4 = twice * t3 - t2
      let t5 = twice * t4 - t3
      let t6 = twice * t5 - t4
      let t7 = twice * t6 - t5
      s0 += w
      s1 += t1
      s2 += t2
      s3 += t3
      s4 += t4
      s5 += t5
      s6 += t6
      s7 += t7
      index += 4
    }
    return SIMD8(
      s0.sum(), s1.sum(), s2.sum(), s3.sum(), s4.sum(), s5.sum(), s6.sum(), s7.sum())
  }

  /// Of the Chebyshev points cos(angle).
  private static let angles = (0..<points).map { Double.pi * (Double($0) + 0.5) / Double(points) }

  /// (2 - [j = 0]) / 8 T_j(x_i), [points] of j = 0 ..< 8.
  private static let quadrature: [SIMD8<Double>] = angles.map { angle in
    var row = SIMD8<Double>.zero
    for j in 0..<points { row[j] = (j == 0 ? 1 : 2) / Double(points) * cos(Double(j) * angle) }
    return row
  }

  private static let classes = [SampleClass.a, .b, .other]

  private static func place(_ label: SampleClass?) -> Int {
    switch label {
    case .a: 0
    case .b: 1
    case .other, .failed, nil: 2
    }
  }

  /// Cells of one width, once for each class.
  private struct Grid {
    let start: Double
    let width: Double
    let bins: Int

    /// Nil outside the window.
    func cell(_ score: Double, _ label: SampleClass?) -> Int? {
      let bin = ((score - start) / width).rounded(.down)
      guard bin >= 0, bin < Double(bins) else { return nil }
      return TiltCompression.place(label) * bins + Int(bin)
    }

    func center(of cell: Int) -> Double { start + (Double(cell % bins) + 0.5) * width }

    func place(_ score: Double, in cell: Int) -> Double {
      (score - center(of: cell)) * (2 / width)
    }
  }
}
