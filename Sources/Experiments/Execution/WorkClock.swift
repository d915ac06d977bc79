/// Reckons remaining time from operations: every kind of work at the rate that was measured of it,
/// and kinds that have not begun at the rate of those that have.
public struct WorkClock: Sendable {
  private var expected: [WorkKind: Double]
  private var done: [WorkKind: Double] = [:]
  private var measured: [WorkKind: (work: Double, seconds: Double)] = [:]
  private var last = ContinuousClock.now
  private let usualRate: Double?

  /// - Parameters:
  ///   - expected: operations of the whole, stored ones included.
  ///   - usualRate: operations a second, before any are measured; nil where nothing is known.
  public init(expected: [WorkKind: Double] = [:], usualRate: Double? = nil) {
    self.expected = expected
    self.usualRate = usualRate
  }

  /// Counts finished work.
  ///
  /// - Parameters:
  ///   - work: in operations.
  ///   - isNew: false for what was stored before, which took no time.
  public mutating func add(
    _ work: Double, _ kind: WorkKind, isNew: Bool, at now: ContinuousClock.Instant
  ) {
    done[kind, default: 0] += work
    if isNew {
      let before = measured[kind] ?? (0, 0)
      measured[kind] = (before.work + work, before.seconds + (now - last) / .seconds(1))
    }
    last = now
  }

  /// - Returns: nil before anything was measured, where there is no usual rate.
  public func secondsLeft(at now: ContinuousClock.Instant) -> Double? {
    let all = measured.values.reduce((work: 0.0, seconds: 0.0)) {
      ($0.work + $1.work, $0.seconds + $1.seconds)
    }
    let isMeasured = all.work > 0 && all.seconds > 0
    guard let general = isMeasured ? all.work / all.seconds : usualRate else { return nil }
    let left = expected.reduce(0) { sum, entry in
      let rate = measured[entry.key].flatMap { $0.seconds > 0 ? $0.work / $0.seconds : nil }
        ?? general
      return sum + max(0, entry.value - done[entry.key, default: 0]) / rate
    }
    // The piece that is being worked on has had its time since the last one was finished.
    return max(0, left - (now - last) / .seconds(1))
  }
}
