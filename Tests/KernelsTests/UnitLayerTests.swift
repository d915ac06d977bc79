import Kernels
import Testing

/// The layers of one network with its units side by side, against plain loops, to the bit.
@Suite struct UnitLayerTests {
  struct Size: Sendable, CustomTestStringConvertible {
    let rows: Int
    let inputs: Int
    let units: Int
    var testDescription: String { "\(rows) rows, \(inputs) -> \(units)" }
  }

  /// Strips of each width, units that leave a vector unfilled, rows and inputs beyond what a strip
  /// takes at once on every instruction set.
  static let sizes = [
    Size(rows: 1, inputs: 1, units: 3), Size(rows: 7, inputs: 5, units: 16),
    Size(rows: 33, inputs: 20, units: 75), Size(rows: 64, inputs: 64, units: 64),
    Size(rows: 100, inputs: 130, units: 33), Size(rows: 400, inputs: 3, units: 130),
    Size(rows: 5, inputs: 530, units: 17),
  ]

  /// Weights [inner, units] as they lie in strips of four vectors, with places for padding of 0.
  private struct Strips {
    let inner: Int
    let vectors: Int
    let lanes: Int
    let buffer: LaneBuffer<Float>

    init(inner: Int, units: Int, lanes: Int, weight: (Int, Int) -> Float) {
      self.inner = inner
      self.lanes = lanes
      vectors = (units + lanes - 1) / lanes
      buffer = LaneBuffer(vectors: inner * vectors, lanes: lanes)
      for k in 0..<inner { for j in 0..<units { buffer.start[place(k, j)] = weight(k, j) } }
    }

    func place(_ k: Int, _ j: Int) -> Int {
      let first = j / (4 * lanes) * 4 * lanes
      let width = min(4 * lanes, vectors * lanes - first)
      return first * inner + k * width + (j - first)
    }

    subscript(k: Int, j: Int) -> Float { buffer.start[place(k, j)] }
  }

  @Test(arguments: sizes, [false, true])
  func againstLoops(size: Size, special: Bool) throws {
    for set in InstructionSet.available {
      let kernels = try #require(LaneKernels(set))
      let table = kernels.table.pointee
      let lanes = kernels.lanes
      let (rows, inputs, units) = (size.rows, size.inputs, size.units)
      func numbers(_ count: Int, _ seed: UInt64) -> [Float] {
        LayerTests.numbers(count, seed: seed, special: special)
      }
      let left = numbers(rows * inputs, 1)
      let drawn = numbers(inputs * units, 2)
      let weights = Strips(inner: inputs, units: units, lanes: lanes) { drawn[$0 * units + $1] }
      let vectors = weights.vectors
      let stride = vectors + 1
      func rowsOfUnits(_ seed: UInt64?) -> LaneBuffer<Float> {
        let buffer = LaneBuffer<Float>(vectors: rows * stride, lanes: lanes)
        guard let seed else { return buffer }
        let values = numbers(rows * units, seed)
        for row in 0..<rows {
          for j in 0..<units { buffer[row * stride][j] = values[row * units + j] }
        }
        return buffer
      }
      func expect(
        _ name: String, _ count: Int, _ units: Int, _ got: (Int, Int) -> Float,
        _ wanted: (Int, Int) -> Float
      ) {
        var wrong = 0
        for row in 0..<count {
          for j in 0..<units where !LayerTests.same(got(row, j), wanted(row, j)) { wrong += 1 }
        }
        #expect(wrong == 0, "\(name) on \(set)")
      }

      let biases = LaneBuffer<Float>(vectors: vectors, lanes: lanes)
      for (j, value) in numbers(units, 3).enumerated() { biases.start[j] = value }
      let result = rowsOfUnits(nil)
      for activation: Int32 in [0, 1] {
        table.forward_units(
          result.start, stride, biases.start, left, inputs, weights.buffer.start, rows, vectors,
          inputs, activation)
        expect("forward_units", rows, units, { result[$0 * stride][$1] }) { row, j in
          var sum = biases.start[j]
          for k in 0..<inputs { sum.addProduct(left[row * inputs + k], weights[k, j]) }
          return activation == 1 && sum < 0 ? 0 : sum
        }
      }

      let slopes = rowsOfUnits(4)
      for fresh: Int32 in [0, 1] {
        let before = numbers(inputs * units, 5)
        let sums = Strips(inner: inputs, units: units, lanes: lanes) { before[$0 * units + $1] }
        let totals = LaneBuffer<Float>(vectors: vectors, lanes: lanes)
        for (j, value) in numbers(units, 6).enumerated() { totals.start[j] = value }
        table.gradient_units(
          sums.buffer.start, totals.start, left, inputs, slopes.start, stride, rows, vectors,
          inputs, fresh)
        expect("gradient_units", inputs, units, { sums[$0, $1] }) { k, j in
          var sum = fresh == 1 ? 0 : before[k * units + j]
          for row in 0..<rows { sum.addProduct(left[row * inputs + k], slopes[row * stride][j]) }
          return sum
        }
        expect("totals", 1, units, { _, j in totals.start[j] }) { _, j in
          var sum = fresh == 1 ? 0 : numbers(units, 6)[j]
          for row in 0..<rows { sum += slopes[row * stride][j] }
          return sum
        }
      }

      let values = rowsOfUnits(7)
      for activation: Int32 in 0...2 {
        table.backward_units(
          result.start, stride, left, inputs, weights.buffer.start, inputs, rows, vectors, inputs,
          values.start, activation)
        expect("backward_units", rows, units, { result[$0 * stride][$1] }) { row, j in
          var sum: Float = 0
          for k in 0..<inputs { sum.addProduct(left[row * inputs + k], weights[k, j]) }
          let value = values[row * stride][j]
          if activation == 1, value <= 0 { return 0 }
          return activation == 2 ? sum * Float(1).addingProduct(-value, value) : sum
        }
      }

      // Logits of three outputs: rows turned to stand side by side, weights in strips of units.
      let rowVectors = (rows + lanes - 1) / lanes
      let turned = Strips(inner: vectors * lanes, units: rows, lanes: lanes) { _, _ in 9 }
      table.turn(turned.buffer.start, vectors * lanes, 0, slopes.start, stride, rows, vectors)
      expect("turn", units, rows, { turned[$0, $1] }) { slopes[$1 * stride][$0] }
      let last = numbers(3 * units, 8)
      let lastWeights = Strips(inner: 3, units: units, lanes: lanes) { last[$0 * units + $1] }
      let logits = LaneBuffer<Float>(vectors: 3 * rowVectors, lanes: lanes)
      table.logits_of_units(
        logits.start, rowVectors, biases.start, lastWeights.buffer.start, turned.buffer.start, 3,
        rowVectors, vectors, units)
      expect("logits_of_units", 3, rows, { logits[$0 * rowVectors][$1] }) { output, row in
        var sum = biases.start[output]
        for k in 0..<units { sum.addProduct(slopes[row * stride][k], last[output * units + k]) }
        return sum
      }
    }
  }
}
