import Kernels
import Testing

@Suite struct InterleaveTests {
  /// Whole squares of lanes, parts of them, and both: every number lands where it is said to.
  @Test(arguments: InstructionSet.available, [1, 3, 16, 37, 64])
  func arraysOfLanesStandSideBySide(set: InstructionSet, count: Int) throws {
    let kernels = try #require(LaneKernels(set))
    let lanes = kernels.lanes
    // One array after the other, not aligned to anything.
    let numbers = (0..<lanes * count).map { Float($0) }
    let result = LaneBuffer<Float>(vectors: count + 1, lanes: lanes, zero: -1)
    numbers.withUnsafeBufferPointer { numbers in
      let sources = (0..<lanes).map { Optional(numbers.baseAddress! + $0 * count) }
      kernels.table.pointee.interleave(result.start, 1, sources, count)
    }
    for k in 0..<count {
      for lane in 0..<lanes { #expect(result[k][lane] == Float(lane * count + k)) }
    }
    #expect((0..<lanes).allSatisfy { result[count][$0] == -1 })
    // And back.
    var back = [Float](repeating: -1, count: lanes * count)
    back.withUnsafeMutableBufferPointer { back in
      let results = (0..<lanes).map { Optional(back.baseAddress! + $0 * count) }
      kernels.table.pointee.separate(results, result.start, count)
    }
    #expect(back == numbers)
  }
}
