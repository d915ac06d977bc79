import Foundation
import Kernels
import Testing

/// Each function on four million numbers against double precision, and its special values, on
/// every instruction set of this machine.
@Suite struct ElementaryFunctionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let range: ClosedRange<Double>
    /// The largest error allowed, in units in the last place of the result.
    let units: Double
    let expected: @Sendable (Double) -> Double
    let kernel: @Sendable (LaneKernels) -> (UnsafeMutablePointer<Float>, Int) -> Void
    let special: [(Float, Float)]
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "tanh", range: -12...12, units: 1.75, expected: tanh,
      kernel: { k in { k.table.pointee.tanh_forward($0, $1) } },
      special: [
        (.infinity, 1), (-.infinity, -1), (1e30, 1), (-1e30, -1), (0, 0), (-0.0, -0.0),
        (1e-40, 1e-40), (-.leastNonzeroMagnitude, -.leastNonzeroMagnitude),
      ]),
    Case(
      name: "exp", range: -104...88.7, units: 1.5, expected: exp,
      kernel: { k in { k.table.pointee.exp_values($0, $1) } },
      special: [
        (.infinity, .infinity), (-.infinity, 0), (1e30, .infinity), (-1e30, 0), (0, 1),
        (1e-40, 1),
      ]),
    Case(
      name: "log", range: 1e-45...3.4e38, units: 1, expected: log,
      kernel: { k in { k.table.pointee.log_values($0, $1) } },
      special: [(.infinity, .infinity), (0, -.infinity), (1, 0)]),
    Case(
      name: "log1p", range: 0...1, units: 1.5, expected: log1p,
      kernel: { k in { k.table.pointee.log1p_values($0, $1) } },
      special: [(0, 0), (1e-40, 1e-40)]),
    Case(
      name: "sigmoid", range: -104...88, units: 1.5, expected: { 1 / (1 + exp(-$0)) },
      kernel: { k in { k.table.pointee.sigmoid_values($0, $1) } },
      special: [
        (.infinity, 1), (-.infinity, 0), (1e30, 1), (-1e30, 0), (0, 0.5), (1e-40, 0.5),
      ]),
    Case(
      name: "gelu", range: -16...20, units: 1.6,
      expected: { x in
        // The tanh form without its cancellation below zero.
        x / (1 + exp(-2 * (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
      },
      kernel: { k in
        { values, count in
          let inputs = Array(UnsafeBufferPointer(start: values, count: count * k.lanes))
          let copy = LaneBuffer<Float>(vectors: count, lanes: k.lanes)
          copy.start.update(from: inputs, count: inputs.count)
          k.table.pointee.gelu_forward(values, copy.start, count)
        }
      },
      special: [
        (.infinity, .infinity), (-.infinity, 0), (0, 0), (1e30, 1e30), (-1e30, 0),
      ]),
  ]

  @Test(arguments: cases, InstructionSet.available)
  func againstDouble(function: Case, set: InstructionSet) throws {
    let kernels = try #require(LaneKernels(set))
    let inputs = Self.grid(function.range)
    let values = Self.apply(function, kernels, inputs)
    var worst = (units: 0.0, at: Float(0))
    for (input, value) in zip(inputs, values) {
      let exact = function.expected(Double(input))
      let unit = Double(max(Float(exact).ulp, Float.leastNormalMagnitude.ulp))
      let units = abs(Double(value) - exact) / unit
      if !(units <= worst.units) { worst = (units, input) }
    }
    #expect(worst.units <= function.units, "\(function.name) at \(worst.at)")
    for (input, expected) in function.special {
      let value = Self.apply(function, kernels, [input])[0]
      #expect(value == expected, "\(function.name)(\(input))")
      #expect(value.sign == expected.sign || function.name == "gelu", "\(function.name)(\(input))")
    }
    #expect(Self.apply(function, kernels, [.nan])[0].isNaN)
  }

  @Test(arguments: cases)
  func sameBitsOnEveryInstructionSet(function: Case) throws {
    let inputs = Self.grid(function.range)
      + [.infinity, -.infinity, 1e30, -1e30, 0, -0.0, .leastNonzeroMagnitude]
    let expected = Self.apply(function, try #require(LaneKernels(.baseline)), inputs)
    for set in InstructionSet.available {
      let values = Self.apply(function, try #require(LaneKernels(set)), inputs)
      let differing = zip(values, expected).filter { pair in
        pair.0.bitPattern != pair.1.bitPattern && !(pair.0.isNaN && pair.1.isNaN)
      }
      #expect(differing.isEmpty)
    }
  }

  static func apply(_ function: Case, _ kernels: LaneKernels, _ inputs: [Float]) -> [Float] {
    let vectors = (inputs.count + kernels.lanes - 1) / kernels.lanes
    let buffer = LaneBuffer<Float>(vectors: vectors, lanes: kernels.lanes)
    buffer.start.update(from: inputs, count: inputs.count)
    function.kernel(kernels)(buffer.start, vectors)
    return Array(UnsafeBufferPointer(start: buffer.start, count: inputs.count))
  }

  /// Even steps over the range, and even steps of the logarithm toward zero on both sides: at
  /// least four million.
  static func grid(_ range: ClosedRange<Double>) -> [Float] {
    let count = range.lowerBound < 0 ? 1_400_000 : 2_000_000
    var result: [Float] = []
    let widest = max(abs(range.lowerBound), abs(range.upperBound))
    for i in 0..<count {
      let share = (Double(i) + 0.5) / Double(count)
      result.append(Float(range.lowerBound + (range.upperBound - range.lowerBound) * share))
      let small = exp(log(1e-45) + (log(widest) - log(1e-45)) * share)
      for value in [small, -small] where range.contains(value) { result.append(Float(value)) }
    }
    return result
  }
}
