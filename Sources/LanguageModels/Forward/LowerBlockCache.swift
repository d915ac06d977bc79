import Foundation

/// The residual stream after a model's frozen lower blocks, once per distinct passage.
///
/// Shared by threads; the oldest passages go when there is no more room.
public final class LowerBlockCache: @unchecked Sendable {
  // Unchecked: the lock guards what changes.

  /// What a passage's lower blocks depend on; its questions are none of it.
  struct Key: Hashable {
    let tokens: [Int32]
    let parents: [Int32]

    init(_ passage: Passage) {
      tokens = passage.tokens
      parents = passage.parents
    }
  }

  public struct Use: Hashable, Sendable, CustomStringConvertible {
    public var passages = 0
    public var bytes = 0
    public var hits = 0
    public var misses = 0
    /// Passages that went for others to come.
    public var dropped = 0

    public var description: String {
      "\(passages) passages in \(bytes / 1_000_000) MB, \(hits) found, \(misses) run, "
        + "\(dropped) dropped"
    }
  }

  public let model: LanguageModel
  /// Blocks that are frozen, from the lowest.
  public let blocks: Int
  /// Bytes of numbers that are kept at most.
  public let limit: Int
  private let lock = NSLock()
  private var kept: [Key: [Float]] = [:]
  private var order: [Key] = []
  private var oldest = 0
  private var counts = Use()

  /// - Parameters:
  ///   - blocks: frozen blocks, from the lowest, at most all.
  ///   - limit: bytes, 256 MB by default.
  public init(_ model: LanguageModel, blocks: Int, limit: Int = 256_000_000) {
    precondition((0...model.shape.blocks).contains(blocks))
    self.model = model
    self.blocks = blocks
    self.limit = limit
  }

  public var use: Use { lock.withLock { counts } }

  func find(_ key: Key) -> [Float]? {
    lock.withLock {
      let found = kept[key]
      if found == nil { counts.misses += 1 } else { counts.hits += 1 }
      return found
    }
  }

  func keep(_ numbers: [Float], for key: Key) {
    let bytes = 4 * numbers.count
    guard bytes <= limit else { return }
    lock.withLock {
      guard kept[key] == nil else { return }
      while counts.bytes + bytes > limit { dropOldest() }
      kept[key] = numbers
      order.append(key)
      counts.bytes += bytes
      counts.passages += 1
    }
  }

  private func dropOldest() {
    let key = order[oldest]
    oldest += 1
    counts.bytes -= 4 * (kept.removeValue(forKey: key)?.count ?? 0)
    counts.passages -= 1
    counts.dropped += 1
    if oldest > 1000 && oldest > order.count / 2 {
      order.removeFirst(oldest)
      oldest = 0
    }
  }
}
