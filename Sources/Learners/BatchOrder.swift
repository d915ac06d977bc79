import Runs

/// The order in which one run sees the rows of a pool.
///
/// Epoch e is the permutation that sorts the standard normal latents e N ..< (e + 1) N of a noise
/// block, counted from the order's own first latent, ties by index; epochs follow each other
/// without a gap, and step s sees positions s B ..< (s + 1) B of the whole.
package struct BatchOrder {
  private let noise: Noise
  private let block: NoiseBlock
  private let rows: Int
  private let firstLatent: Int
  private var epoch = 0
  private var position = 0
  /// The current epoch's permutation, [rows].
  private var order: [Int32]
  private var latents: [Float]
  private var keys: [UInt32]
  private var spare: [Int32]

  package init(noise: Noise, block: NoiseBlock, rows: Int, firstLatent: Int = 0) {
    self.firstLatent = firstLatent
    self.noise = noise
    self.block = block
    self.rows = rows
    order = [Int32](repeating: 0, count: rows)
    spare = order
    latents = [Float](repeating: 0, count: rows)
    keys = [UInt32](repeating: 0, count: rows)
    sortEpoch()
  }

  /// The next row.
  ///
  /// - Complexity: amortized O(1); once an epoch O(rows).
  package mutating func next() -> Int32 {
    var row: Int32 = 0
    take(1, to: &row, stride: 1)
    return row
  }

  /// The next rows, `count` of them, each `stride` further on in `result`.
  package mutating func take(
    _ count: Int, to result: UnsafeMutablePointer<Int32>, stride: Int
  ) {
    var done = 0
    while done < count {
      if position == rows {
        position = 0
        epoch += 1
        sortEpoch()
      }
      let some = min(count - done, rows - position)
      order.withUnsafeBufferPointer { order in
        for i in 0..<some { result[(done + i) * stride] = order[position + i] }
      }
      position += some
      done += some
    }
  }

  /// Sorts by four passes of one byte each; every pass keeps the order of equals.
  private mutating func sortEpoch() {
    let start = firstLatent + epoch * rows
    latents.withUnsafeMutableBufferPointer { noise.fill($0, block: block, from: start) }
    let rows = rows
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 4 * 256) { places in
      keys.withUnsafeMutableBufferPointer { keys in
        order.withUnsafeMutableBufferPointer { order in
          spare.withUnsafeMutableBufferPointer { spare in
            places.initialize(repeating: 0)
            for i in 0..<rows {
              // Adding zero makes the two zeros one; flipping bits makes unsigned order numeric.
              let bits = (latents[i] + 0).bitPattern
              let key = bits >> 31 == 1 ? ~bits : bits | 0x8000_0000
              keys[i] = key
              order[i] = Int32(truncatingIfNeeded: i)
              for byte in 0..<4 { places[256 * byte + Int(key >> UInt32(8 * byte) & 255)] += 1 }
            }
            for byte in 0..<4 {
              var sum: Int32 = 0
              for value in 256 * byte..<256 * (byte + 1) {
                (places[value], sum) = (sum, sum + places[value])
              }
              let (from, to) = byte % 2 == 0 ? (order, spare) : (spare, order)
              for i in 0..<rows {
                let row = from[i]
                let value = 256 * byte + Int(keys[Int(row)] >> UInt32(8 * byte) & 255)
                to[Int(places[value])] = row
                places[value] += 1
              }
            }
          }
        }
      }
    }
  }
}
