import Runs

/// The order in which one run sees the rows of a pool.
///
/// Epoch e is the permutation that sorts the standard normal latents e N ..< (e + 1) N of a noise
/// block, counted from the order's own first latent, ties by index; epochs follow each other
/// without a gap, and step s sees positions s B ..< (s + 1) B of the whole.
struct BatchOrder {
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

  init(noise: Noise, block: NoiseBlock, rows: Int, firstLatent: Int = 0) {
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
  mutating func next() -> Int32 {
    if position == rows {
      position = 0
      epoch += 1
      sortEpoch()
    }
    defer { position += 1 }
    return order[position]
  }

  /// Sorts by four passes of one byte each; every pass keeps the order of equals.
  private mutating func sortEpoch() {
    let start = firstLatent + epoch * rows
    latents.withUnsafeMutableBufferPointer { noise.fill($0, block: block, from: start) }
    for i in 0..<rows {
      // Adding zero makes the two zeros one; flipping bits makes unsigned order numeric order.
      let bits = (latents[i] + 0).bitPattern
      keys[i] = bits >> 31 == 1 ? ~bits : bits | 0x8000_0000
      order[i] = Int32(i)
    }
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { places in
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        places.initialize(repeating: 0)
        for i in 0..<rows { places[Int(keys[i] >> shift & 255)] += 1 }
        var sum = 0
        for byte in 0..<256 { (places[byte], sum) = (sum, sum + places[byte]) }
        for row in order {
          let byte = Int(keys[Int(row)] >> shift & 255)
          spare[places[byte]] = row
          places[byte] += 1
        }
        swap(&order, &spare)
      }
    }
  }
}
