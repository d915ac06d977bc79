/// Memory for numbers that grows when asked and is never given back while it is in use; aligned for
/// every instruction set.
final class Numbers: @unchecked Sendable {
  // Unchecked: used by one thread at a time.
  private(set) var start: UnsafeMutablePointer<Float>
  private(set) var capacity: Int

  init(_ count: Int = 0) {
    capacity = max(count, 16)
    start = Self.allocate(capacity)
  }

  deinit { start.deallocate() }

  /// Room for `count` numbers; what was there before is lost where it has to grow.
  func room(_ count: Int) -> UnsafeMutablePointer<Float> {
    if count > capacity {
      start.deallocate()
      capacity = count
      start = Self.allocate(count)
    }
    return start
  }

  /// Zeros.
  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    let raw = UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64)
    let numbers = raw.bindMemory(to: Float.self, capacity: count)
    numbers.initialize(repeating: 0, count: count)
    return numbers
  }
}
