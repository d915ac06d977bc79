/// Memory for lane vectors, aligned for every instruction set, that starts as zeros.
public final class LaneBuffer<Element: BitwiseCopyable> {
  /// [vectors, lanes].
  public let start: UnsafeMutablePointer<Element>
  /// Lane vectors in the buffer.
  public let vectors: Int
  public let lanes: Int

  /// - Parameters:
  ///   - vectors: how many, at least 0.
  ///   - zero: what every number starts as.
  public init(vectors: Int, lanes: Int, zero: Element) {
    self.vectors = vectors
    self.lanes = lanes
    let count = max(vectors, 1) * lanes
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Element>.stride, alignment: 64)
    start = raw.bindMemory(to: Element.self, capacity: count)
    start.initialize(repeating: zero, count: count)
  }

  deinit { start.deallocate() }

  /// The place of one lane vector.
  public subscript(vector: Int) -> UnsafeMutablePointer<Element> { start + vector * lanes }

  public func fill(_ value: Element) { start.update(repeating: value, count: vectors * lanes) }
}

extension LaneBuffer where Element == Float {
  public convenience init(vectors: Int, lanes: Int) {
    self.init(vectors: vectors, lanes: lanes, zero: 0)
  }
}

extension LaneBuffer where Element == Int32 {
  public convenience init(vectors: Int, lanes: Int) {
    self.init(vectors: vectors, lanes: lanes, zero: 0)
  }
}
