import CModelKernels
import LanguageModels
import Testing

/// Products of every type and many shapes, against plain loops in the order that is promised.
@Suite struct ProductTests {
  /// The same numbers on every call.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  private static func floats(_ count: Int, _ seed: UInt64) -> [Float] {
    var generator = Numbers(state: seed)
    return (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
  }

  /// Random blocks whose scales are ordinary halves.
  private static func bytes(_ type: TensorType, _ count: Int) -> [UInt8] {
    var generator = Numbers(state: UInt64(count))
    var result = [UInt8]()
    for _ in 0..<(count / type.blockLength) {
      var block = (0..<type.blockBytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
      switch type {
      case .f32: block[3] = block[3] & 0x80 | 0x3e
      case .f16: block[1] = block[1] & 0x83 | 0x34
      default: for high in type == .q4_1 ? [1, 3] : [1] { block[high] = block[high] & 0x83 | 0x2c }
      }
      result += block
    }
    return result
  }

  /// sum of left[k] right[k]: the fewest nearly equal pieces of at most 288, multiples of 32.
  private static func sum(_ left: [Float], _ right: [Float], from start: Float?) -> Float {
    let count = left.count
    let parts = max((count + 287) / 288, 1)
    let piece = ((count + parts - 1) / parts + 31) / 32 * 32
    var total = start
    for first in stride(from: 0, to: count, by: piece) {
      var chain: Float = 0
      for k in first..<min(first + piece, count) { chain = chain.addingProduct(left[k], right[k]) }
      total = total.map { chain + $0 } ?? chain
    }
    return total ?? 0
  }

  /// Rows, outputs and inputs of products: fewer and more than a tile, ragged, longer than a chain.
  private static let shapes = [(1, 16, 32), (5, 17, 64), (13, 33, 320), (8, 70, 608), (250, 19, 96)]

  @Test(arguments: TensorType.allCases)
  func productsAreChainsInOrder(type: TensorType) {
    for kernels in ModelKernels.available {
      for (rows, outputs, inputs) in Self.shapes {
        let stored = Self.bytes(type, outputs * inputs)
        stored.withUnsafeBufferPointer { stored in
          let matrix = WeightMatrix(
            stored.baseAddress!, type: type, rows: outputs, columns: inputs)
          let weights = (0..<outputs).map { matrix.values(row: $0) }
          var copy = matrix.matrix
          for more in [false, true] {
            let left = Self.floats(rows * inputs, 1)
            let before = Self.floats(rows * outputs, 2)
            var result = before
            kernels.table.product(
              &result, outputs, left, inputs, 1, &copy, rows, more ? 1 : 0)
            var expected = before
            for i in 0..<rows {
              let own = Array(left[(i * inputs)..<((i + 1) * inputs)])
              for j in 0..<outputs {
                expected[i * outputs + j] = Self.sum(
                  own, weights[j], from: more ? before[i * outputs + j] : nil)
              }
            }
            #expect(
              result.map(\.bitPattern) == expected.map(\.bitPattern),
              "\(kernels.name) \(rows) \(outputs) \(inputs) \(more)")
          }
        }
      }
    }
  }

  /// The matrix turned, and the left operand with any steps between its numbers.
  @Test(arguments: TensorType.allCases, [false, true])
  func turnedProductsAreChainsInOrder(type: TensorType, turnedLeft: Bool) {
    for kernels in ModelKernels.available {
      for (rows, outputs, inputs) in Self.shapes {
        let stored = Self.bytes(type, outputs * inputs)
        stored.withUnsafeBufferPointer { stored in
          let matrix = WeightMatrix(
            stored.baseAddress!, type: type, rows: outputs, columns: inputs)
          let weights = (0..<outputs).map { matrix.values(row: $0) }
          var copy = matrix.matrix
          let left = Self.floats(rows * outputs, 3)
          var result = [Float](repeating: .nan, count: rows * inputs)
          kernels.table.product_turned(
            &result, inputs, left, turnedLeft ? 1 : outputs, turnedLeft ? rows : 1, &copy, rows, 0)
          var expected = result
          for i in 0..<rows {
            let own = (0..<outputs).map { turnedLeft ? left[$0 * rows + i] : left[i * outputs + $0] }
            for k in 0..<inputs {
              expected[i * inputs + k] = Self.sum(own, weights.map { $0[k] }, from: nil)
            }
          }
          #expect(
            result.map(\.bitPattern) == expected.map(\.bitPattern),
            "\(kernels.name) \(rows) \(outputs) \(inputs)")
        }
      }
    }
  }

  /// Everything that goes number by number, on every instruction set: the same bits.
  @Test func rowsAreTheSameOnEveryInstructionSet() {
    let (rows, width) = (3, 50)
    let x = Self.floats(rows * width, 4), g = Self.floats(rows * width, 5)
    let weight = Self.floats(width, 6)
    func results(_ table: tiltmeter_model_kernels) -> [[UInt32]] {
      var normed = x, scales = [Float](repeating: 0, count: rows), slopes = g
      table.rms(&normed, &scales, x, weight, rows, width, 1e-5)
      table.rms_backward(&slopes, g, scales, x, weight, rows, width)
      var gated = x, gate = x, up = g
      table.gated(&gated, x, g, rows * width)
      table.gated_backward(&gate, &up, weight + x, rows * width)
      var logits = x, maxima = [Float](repeating: -1, count: rows), factors = scales
      var sums = [Double](repeating: 2, count: rows)
      table.softmax_tile(&logits, width, &maxima, &factors, &sums, rows, width)
      var parameters = x, mean = g, square = x.map { $0 * $0 }
      table.adam_step(&parameters, &mean, &square, g, rows * width, 0.01, 1.5, 0.9, 0.99, 1e-8)
      return [normed, scales, slopes, gated, gate, up, logits, maxima, factors, sums.map(Float.init),
        parameters, mean, square].map { $0.map(\.bitPattern) }
    }
    let first = results(ModelKernels.available[0].table)
    #expect(!first.flatMap { $0 }.contains(Float.nan.bitPattern))
    for kernels in ModelKernels.available.dropFirst() { #expect(results(kernels.table) == first) }
  }
}
