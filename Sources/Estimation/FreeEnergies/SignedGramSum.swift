import Mathematics

/// A running sum of w x x' over rows x with weights w of any sign.
///
/// Rows go in blocks that stay in the cache; positive and negative ones are summed apart.
struct SignedGramSum {
  private static let blockRows = 256

  private let size: Int
  private let vectors: Int
  private var sums: [GramSum]
  /// [signs][rows, vectors].
  private var blocks: [[SIMD4<Double>]]
  private var filled = [0, 0]

  /// - Parameters:
  ///   - size: numbers of a row.
  ///   - vectors: vectors of four of a row, of which the last may be padded.
  init(size: Int, vectors: Int) {
    self.size = size
    self.vectors = vectors
    sums = [GramSum(size: size), GramSum(size: size)]
    blocks = [[SIMD4<Double>](repeating: .zero, count: Self.blockRows * vectors), []]
  }

  /// - Parameter row: [vectors].
  /// - Complexity: O(size^2).
  @inline(__always)
  mutating func add(_ row: UnsafePointer<SIMD4<Double>>, weight: Double) {
    if weight == 0 { return }
    let sign = weight < 0 ? 1 : 0
    if blocks[sign].isEmpty {
      blocks[sign] = [SIMD4<Double>](repeating: .zero, count: Self.blockRows * vectors)
    }
    let root = weight == 1 ? 1 : abs(weight).squareRoot()
    let start = filled[sign] * vectors
    for vector in 0..<vectors { blocks[sign][start + vector] = row[vector] * root }
    filled[sign] += 1
    if filled[sign] == Self.blockRows { flush(sign) }
  }

  private mutating func flush(_ sign: Int) {
    let (count, stride) = (filled[sign], 4 * vectors)
    blocks[sign].withUnsafeBytes {
      guard let rows = $0.bindMemory(to: Double.self).baseAddress else { return }
      sums[sign].add(rows, count: count, stride: stride)
    }
    filled[sign] = 0
  }

  /// The sum, both triangles.
  mutating func finish() -> Matrix {
    flush(0)
    var result = sums[0].matrix
    if blocks[1].isEmpty { return result }
    flush(1)
    let negative = sums[1].matrix
    for index in result.values.indices { result.values[index] -= negative.values[index] }
    return result
  }
}
