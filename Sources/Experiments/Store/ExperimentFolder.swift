import Foundation
import Runs

/// An experiment's folder, which is its store: settings, shards, summary and report.
public final class ExperimentFolder {
  public let path: String
  private var lock: Int32 = -1

  public init(path: String) { self.path = path }

  deinit { if lock >= 0 { close(lock) } }

  public var settingsPath: String { path + "/experiment.yaml" }
  public var summaryPath: String { path + "/summary.json" }
  public var dataPath: String { path + "/data" }
  private var shardsPath: String { path + "/shards" }
  private var ownShardPath: String { shardsPath + "/runs.sqlite" }

  public var exists: Bool { FileManager.default.fileExists(atPath: settingsPath) }

  // MARK: Writing

  /// Makes the folder and takes it for this process.
  ///
  /// - Throws: `StoreError.cannotCreate`, `StoreError.inUse`.
  public func prepare() throws {
    do {
      try FileManager.default.createDirectory(
        atPath: shardsPath, withIntermediateDirectories: true)
    } catch {
      throw StoreError.cannotCreate(path: path, reason: reason(of: error))
    }
    guard access(path, W_OK) == 0, access(shardsPath, W_OK) == 0 else {
      throw StoreError.cannotCreate(path: path, reason: String(cString: strerror(errno)))
    }
    lock = open(path, O_RDONLY | O_CLOEXEC)
    guard lock >= 0 else {
      throw StoreError.cannotCreate(path: path, reason: String(cString: strerror(errno)))
    }
    if flock(lock, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw StoreError.inUse(path: path)
    }
  }

  /// Writes a file whole or not at all, and not when it holds these bytes already.
  public func write(_ data: Data, to name: String) throws {
    let target = path + "/" + name
    if let present = FileManager.default.contents(atPath: target), present == data { return }
    do {
      try FileManager.default.createDirectory(
        atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try data.write(to: URL(fileURLWithPath: target), options: .atomic)
    } catch {
      throw StoreError.inputOutput(path: target, reason: reason(of: error))
    }
  }

  package func ownShard() throws -> Shard { try Shard(path: ownShardPath) }

  // MARK: Reading

  /// Everything that is stored in the folder's shards.
  ///
  /// - Throws: `StoreError` for a shard that cannot be read.
  /// - Complexity: O(stored runs) time and memory.
  public func contents() throws -> StoreContents {
    var contents = StoreContents()
    for path in shardPaths() {
      let shard = try Shard(reading: path)
      contents.damaged += try shard.forEachRun { contents.runs[$0.id] = $0 }
      contents.damaged += try shard.forEachBlock { contents.blocks[$0.id] = $0 }
      contents.damaged += try shard.forEachArtifact { contents.add($0) }
    }
    return contents
  }

  public func executions() throws -> [Execution.Record] {
    try shardPaths().flatMap { try Shard(reading: $0).executions() }
  }

  private func shardPaths() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: shardsPath)) ?? []
    return names.filter { $0.hasSuffix(".sqlite") }.sorted().map { shardsPath + "/" + $0 }
  }

  private func reason(of error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    if let underlying, underlying.domain == NSPOSIXErrorDomain {
      return String(cString: strerror(Int32(underlying.code)))
    }
    return (error as NSError).localizedDescription
  }
}

/// What the shards of a folder hold together.
public struct StoreContents: Sendable {
  public var runs: [RunID: StoredRun] = [:]
  public var blocks: [Fingerprint: StoredBlock] = [:]
  public var bases: [ArtifactID: StoredBase] = [:]
  /// Of runs of diversity sequences.
  public var answers: [RunID: StoredAnswers] = [:]
  /// Of posteriors.
  public var ladders: [ArtifactID: StoredLadder] = [:]
  /// Rows that were dropped because their checksum did not hold.
  public var damaged = 0

  public init() {}

  mutating func add(_ artifact: StoredArtifact) {
    switch artifact.kind {
    case .base:
      if let base = StoredBase(artifact) { bases[artifact.id] = base } else { damaged += 1 }
    case .answers:
      if let kept = StoredAnswers(artifact) { answers[artifact.id] = kept } else { damaged += 1 }
    case .ladder:
      if let kept = StoredLadder(artifact) { ladders[artifact.id] = kept } else { damaged += 1 }
    }
  }
}
