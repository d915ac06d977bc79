import Runs

/// Which run's noise a stored run was moved from, and how far.
public struct StoredLineage: Hashable, Sendable {
  public let parent: RunID
  /// r by block that was moved, in [0, 1).
  public let cosine: [NoiseBlock: Double]

  public init(parent: RunID, cosine: [NoiseBlock: Double]) {
    self.parent = parent
    self.cosine = cosine
  }

  /// - Returns: nil for fresh noise.
  init?(_ request: RunRequest) {
    guard let parent = request.parent else { return nil }
    self.init(parent: parent, cosine: request.noise.cosine)
  }

  /// The parent's 16 bytes, then per moved block its word and the bits of r, least significant
  /// first: nine bytes.
  var packed: [UInt8] {
    var bytes = parent.bytes
    for block in NoiseBlock.allCases {
      guard let r = cosine[block] else { continue }
      bytes.append(UInt8(block.word))
      withUnsafeBytes(of: r.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// - Returns: nil where the bytes are not what `packed` makes.
  init?(packed data: some Collection<UInt8>) {
    let bytes = Array(data)
    guard bytes.count > 16, (bytes.count - 16) % 9 == 0,
      let parent = Fingerprint(bytes: bytes.prefix(16))
    else { return nil }
    var moved: [NoiseBlock: Double] = [:]
    for place in stride(from: 16, to: bytes.count, by: 9) {
      guard let block = NoiseBlock.allCases.first(where: { $0.word == UInt32(bytes[place]) })
      else { return nil }
      let bits = bytes[place + 1..<place + 9].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      moved[block] = Double(bitPattern: bits)
    }
    self.init(parent: parent, cosine: moved)
  }
}

extension StoreContents {
  /// The noise of a stored run, from the rows of its ancestors.
  ///
  /// - Returns: nil where the run or one of its ancestors is not stored.
  /// - Complexity: O(depth of the lineage).
  public func noise(of id: RunID) -> Noise? {
    var steps: [(seed: UInt64, cosine: [NoiseBlock: Double])] = []
    var next: RunID? = id
    var first: UInt64 = 0
    while let id = next {
      guard let run = runs[id], steps.count <= runs.count else { return nil }
      if let lineage = run.lineage {
        steps.append((run.seed, lineage.cosine))
      } else {
        first = run.seed
      }
      next = run.lineage?.parent
    }
    return steps.reversed().reduce(.seed(first)) {
      .moved(from: $0, cosine: $1.cosine, seed: $1.seed)
    }
  }
}
