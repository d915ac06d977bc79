import Kernels
import Testing

/// The products of a layer against plain loops, to the bit: each result is one chain of fused
/// multiply-adds in order, whatever tiles and panels it goes through.
@Suite struct LayerTests {
  struct Size: Sendable, CustomTestStringConvertible {
    let rows: Int
    let inputs: Int
    let outputs: Int
    var testDescription: String { "\(rows) rows, \(inputs) -> \(outputs)" }
  }

  /// Every remainder of a tile, sizes on both sides of those where panels begin, and one or two
  /// inputs of many units or one output of many, which go without tiles.
  static let sizes: [Size] = {
    var all: [Size] = []
    for rows in [1, 2, 3, 4, 5, 7, 8] {
      for outputs in [1, 2, 3, 4, 5, 6, 7, 8] {
        all.append(Size(rows: rows, inputs: (rows + outputs) % 7, outputs: outputs))
      }
    }
    return all + [
      Size(rows: 32, inputs: 16, outputs: 32), Size(rows: 9, inputs: 33, outputs: 33),
      Size(rows: 31, inputs: 130, outputs: 65), Size(rows: 11, inputs: 70, outputs: 1),
      Size(rows: 5, inputs: 1, outputs: 600), Size(rows: 3, inputs: 600, outputs: 2),
      Size(rows: 9, inputs: 2, outputs: 19), Size(rows: 6, inputs: 1, outputs: 17),
      Size(rows: 13, inputs: 19, outputs: 1),
    ]
  }()

  /// Numbers of every size, zeros, subnormal numbers, and in some places infinities and NaN.
  static func numbers(_ count: Int, seed: UInt64, special: Bool) -> [Float] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { place in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Float(Int64(bitPattern: state) >> 40) * 0x1p-22
      if !special { return value }
      switch place % 97 {
      case 7: return 0
      case 19: return -0.0
      case 31: return 1e-40
      case 43: return -1e30
      case 61: return place % 5 == 0 ? .infinity : 1e-20
      case 83: return place % 7 == 0 ? .nan : 2
      default: return value
      }
    }
  }

  /// A matrix of lane vectors whose rows stand apart, with a mark in the padding.
  struct Matrix {
    let rows: Int
    let columns: Int
    let stride: Int
    let buffer: LaneBuffer<Float>

    init(_ rows: Int, _ columns: Int, padding: Int, lanes: Int, seed: UInt64, special: Bool) {
      self.rows = rows
      self.columns = columns
      stride = columns + padding
      buffer = LaneBuffer(vectors: rows * stride, lanes: lanes, zero: 12345)
      let values = LayerTests.numbers(rows * columns * lanes, seed: seed, special: special)
      for row in 0..<rows {
        for i in 0..<columns * lanes {
          buffer[row * stride][i] = values[row * columns * lanes + i]
        }
      }
    }

    subscript(row: Int, column: Int, lane: Int) -> Float {
      buffer[row * stride + column][lane]
    }
  }

  static func same(_ left: Float, _ right: Float) -> Bool {
    left.bitPattern == right.bitPattern || left.isNaN && right.isNaN
  }

  @Test(arguments: sizes, [false, true])
  func againstLoops(size: Size, special: Bool) throws {
    for set in InstructionSet.available {
      let kernels = try #require(LaneKernels(set))
      let table = kernels.table.pointee
      let lanes = kernels.lanes
      let (rows, inputs, outputs) = (size.rows, size.inputs, size.outputs)
      func matrix(_ rows: Int, _ columns: Int, padding: Int = 0, seed: UInt64) -> Matrix {
        Matrix(rows, columns, padding: padding, lanes: lanes, seed: seed, special: special)
      }
      let left = matrix(rows, inputs, padding: 1, seed: 1)
      let shared = Self.numbers(rows * max(inputs, 1), seed: 2, special: special)
      let weights = matrix(inputs, outputs, seed: 3)
      let biases = matrix(1, outputs, seed: 4)
      let slopes = matrix(rows, outputs, padding: 2, seed: 5)
      let result = matrix(rows, outputs, padding: 3, seed: 6)
      let below = matrix(rows, inputs, padding: 1, seed: 7)
      let sums = matrix(inputs + 1, outputs, seed: 8)
      let sharedSums = matrix(inputs + 1, outputs, seed: 8)
      let before = matrix(inputs + 1, outputs, seed: 8)

      func expectForward(
        _ name: String, _ activation: Int32, _ left: (Int, Int, Int) -> Float
      ) {
        var wrong = 0
        for row in 0..<rows {
          for j in 0..<outputs {
            for lane in 0..<lanes {
              var sum = biases[0, j, lane]
              for k in 0..<inputs { sum.addProduct(left(row, k, lane), weights[k, j, lane]) }
              if activation == 1, sum < 0 { sum = 0 }
              if !Self.same(sum, result[row, j, lane]) { wrong += 1 }
            }
          }
          for place in outputs * lanes..<result.stride * lanes
          where result.buffer[row * result.stride][place] != 12345 { wrong += 1 }
        }
        #expect(wrong == 0, "\(name) on \(set)")
      }
      // Without an activation, and with relu.
      for activation: Int32 in [0, 1] {
        table.forward(
          result.buffer.start, result.stride, biases.buffer.start, left.buffer.start, left.stride,
          weights.buffer.start, rows, outputs, inputs, activation)
        expectForward("forward", activation) { left[$0, $1, $2] }
        table.forward_shared(
          result.buffer.start, result.stride, biases.buffer.start, shared, weights.buffer.start,
          rows, outputs, inputs, activation)
        expectForward("forward_shared", activation) { row, k, _ in shared[row * inputs + k] }
      }

      func expectGradient(
        _ name: String, _ sums: Matrix, _ from: (Int, Int, Int) -> Float,
        _ left: (Int, Int, Int) -> Float
      ) {
        var wrong = 0
        for k in 0...inputs {
          for j in 0..<outputs {
            for lane in 0..<lanes {
              var sum = from(k, j, lane)
              for row in 0..<rows {
                if k < inputs {
                  sum.addProduct(left(row, k, lane), slopes[row, j, lane])
                } else {
                  sum += slopes[row, j, lane]
                }
              }
              if !Self.same(sum, sums[k, j, lane]) { wrong += 1 }
            }
          }
        }
        #expect(wrong == 0, "\(name) on \(set)")
      }
      // On top of what is there, then from zero.
      for fresh: Int32 in [0, 1] {
        let from: (Int, Int, Int) -> Float =
          fresh == 0 ? { before[$0, $1, $2] } : { _, _, _ in 0 }
        table.gradient(
          sums.buffer.start, left.buffer.start, left.stride, slopes.buffer.start, slopes.stride,
          rows, outputs, inputs, fresh)
        expectGradient("gradient", sums, from) { left[$0, $1, $2] }
        table.gradient_shared(
          sharedSums.buffer.start, shared, slopes.buffer.start, slopes.stride, rows, outputs,
          inputs, fresh)
        expectGradient("gradient_shared", sharedSums, from) { row, k, _ in
          shared[row * inputs + k]
        }
      }

      // Without an activation, with relu, and with tanh, given by values that stand as results do.
      let values = matrix(rows, inputs, padding: 1, seed: 9)
      let weightBytes = inputs * outputs * lanes * MemoryLayout<Float>.size
      for activation: Int32 in 0...2 {
        for inPlace in [false, true] where !inPlace || weightBytes <= tiltmeter_whole_bytes {
          let given = matrix(rows, inputs, padding: 1, seed: 9)
          let result = inPlace ? given : below
          table.backward(
            result.buffer.start, result.stride, slopes.buffer.start, slopes.stride,
            weights.buffer.start, rows, inputs, outputs, given.buffer.start, activation)
          var wrong = 0
          for row in 0..<rows {
            for k in 0..<inputs {
              for lane in 0..<lanes {
                var sum: Float = 0
                for j in 0..<outputs { sum.addProduct(slopes[row, j, lane], weights[k, j, lane]) }
                let value = values[row, k, lane]
                if activation == 1, value <= 0 { sum = 0 }
                if activation == 2 { sum *= Float(1).addingProduct(-value, value) }
                if !Self.same(sum, result[row, k, lane]) { wrong += 1 }
              }
            }
          }
          #expect(wrong == 0, "backward, activation \(activation), in place \(inPlace), on \(set)")
        }
      }
    }
  }
}
