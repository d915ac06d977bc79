import Foundation
import Mathematics

/// Estimators on systems whose truth is known, over and over: the replicates, and where each gets
/// its seed.
public struct Calibration: Sendable {
  /// Of all intervals.
  public static let level = 0.95
  static let normalFactor = normalQuantile(Tails(lower: 0.975, upper: 0.025))
  /// Replicates that are done at a stretch and added up in order, whatever the number of threads.
  static let chunk = 50

  public struct Options: Sendable {
    /// Replicates of every cell, at least 2.
    public var replicates: Int
    public var seed: UInt64
    /// Threads, at least 1.
    public var jobs: Int
    /// Families, or parts of `family/cell`; empty for all.
    public var only: [String]
    /// What every two-sided interval is multiplied by about its point: 1, but to see the rule fail.
    public var shrink: Double

    public init(
      replicates: Int = 4000, seed: UInt64 = 1, jobs: Int = 1, only: [String] = [],
      shrink: Double = 1
    ) {
      self.replicates = replicates
      self.seed = seed
      self.jobs = jobs
      self.only = only
      self.shrink = shrink
    }
  }

  public let options: Options
  /// What is run: families with those of their cells that were asked for.
  public let families: [(family: any CalibrationFamily.Type, cells: [CalibrationCell])]

  /// - Parameter families: the registry, or others in tests.
  public init(
    _ options: Options, families: [any CalibrationFamily.Type] = CalibrationFamilies.all
  ) {
    self.options = options
    self.families = families.compactMap { family in
      let cells = family.cells.filter { cell in
        options.only.isEmpty
          || options.only.contains {
            $0 == family.name || $0.contains("/") && "\(family.name)/\(cell.name)".contains($0)
          }
      }
      return cells.isEmpty ? nil : (family, cells)
    }
  }

  /// Replicates of all cells together.
  public var total: Int { families.reduce(0) { $0 + $1.cells.count } * options.replicates }

  private struct Chunk: Sendable {
    let family: Int
    let cell: Int
    let first: Int
    let count: Int
  }

  /// Runs everything.
  ///
  /// - Parameter advance: told of every stretch of replicates as it ends, from any thread.
  /// - Returns: the same for any number of threads, processor seconds apart.
  /// - Throws: `CancellationError`.
  public func run(
    advance: @escaping @Sendable (_ replicates: Int) -> Void = { _ in }
  ) async throws -> CalibrationReport {
    LinearAlgebraLibrary.useOneThread()
    let chunks = self.chunks
    var done = [CalibrationTally?](repeating: nil, count: chunks.count)
    var seconds = [Double](repeating: 0, count: families.count)
    try await withThrowingTaskGroup(of: (Int, CalibrationTally, Double).self) { group in
      for (index, chunk) in chunks.enumerated() {
        if index >= max(1, options.jobs), let ended = try await group.next() {
          done[ended.0] = ended.1
          seconds[chunks[ended.0].family] += ended.2
        }
        group.addTask {
          try Task.checkCancellation()
          let start = Self.threadSeconds()
          let tally = self.tally(chunk)
          advance(chunk.count)
          return (index, tally, Self.threadSeconds() - start)
        }
      }
      for try await ended in group {
        done[ended.0] = ended.1
        seconds[chunks[ended.0].family] += ended.2
      }
    }
    var tallies = families.map { $0.cells.map { _ in CalibrationTally() } }
    for (chunk, tally) in zip(chunks, done) { tallies[chunk.family][chunk.cell].append(tally!) }
    return CalibrationReport(self, tallies: tallies, processorSeconds: seconds)
  }

  private var chunks: [Chunk] {
    families.enumerated().flatMap { f, entry in
      entry.cells.indices.flatMap { c in
        stride(from: 0, to: options.replicates, by: Self.chunk).map { first in
          Chunk(
            family: f, cell: c, first: first, count: min(Self.chunk, options.replicates - first))
        }
      }
    }
  }

  private func tally(_ chunk: Chunk) -> CalibrationTally {
    let (family, cells) = families[chunk.family]
    let cell = cells[chunk.cell]
    let purpose = Self.address("\(family.name)/\(cell.name)")
    var tally = CalibrationTally()
    for replicate in chunk.first..<(chunk.first + chunk.count) {
      let seed = Self.seed(options.seed, purpose: purpose, replicate: UInt32(replicate))
      tally.add(cell.replicate(seed).narrowed(by: options.shrink), truth: cell.truth)
    }
    return tally
  }

  /// Every replicate's seed at its own address, so that it is the same whatever else is run.
  static func seed(_ seed: UInt64, purpose: UInt32, replicate: UInt32) -> UInt64 {
    let words = Philox4x32.block(
      counter: SIMD4(replicate, 0, purpose, 3),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    return UInt64(words.y) << 32 | UInt64(words.x)
  }

  /// A cell's number from its name (Fowler, Noll & Vo's FNV-1a, 32 bits).
  static func address(_ name: String) -> UInt32 {
    name.utf8.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
  }

  private static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
