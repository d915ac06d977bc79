import Foundation
import Runs

/// An experiment's folder, which is its store: mark, settings, shards, summary and report.
public final class ExperimentFolder {
  public let path: String
  private var lock: Int32 = -1

  public init(path: String) { self.path = path }

  deinit { if lock >= 0 { close(lock) } }

  public var settingsPath: String { path + "/" + Self.settingsName }
  public var summaryPath: String { path + "/summary.json" }
  public var dataPath: String { path + "/data" }
  var markPath: String { path + "/" + FolderMark.fileName }
  var shardsPath: String { path + "/shards" }
  private var ownShardPath: String { shardsPath + "/runs.sqlite" }

  static let settingsName = "experiment.yaml"
  /// Files that are written anew at the end of every run.
  static let results = ["summary.json", "report.md"]

  /// What a folder is to tiltmeter.
  enum State {
    /// Not there, or empty.
    case new
    case marked(FolderMark)
    /// Known by its shards alone: made before there were marks, or its mark was removed.
    case unmarked
  }

  /// - Throws: `StoreError` where the folder is none, not tiltmeter's, or its mark is damaged.
  func state() throws -> State {
    do {
      switch try Files.kind(path) {
      case .absent: return .new
      case .file, .other:
        throw StoreError.inTheWay(path: path, what: "not a folder")
      case .folder: break
      }
      let names = try Files.names(in: path).filter { !$0.hasSuffix(WholeFile.suffix) }
      if names.isEmpty { return .new }
      if let bytes = try Files.contents(markPath) {
        do {
          return .marked(try FolderMark(reading: bytes))
        } catch FolderMark.Fault.otherForm(let form) {
          throw StoreError.otherForm(path: markPath, form: form)
        } catch FolderMark.Fault.damaged {
          throw StoreError.changed(path: markPath)
        } catch {}
      }
      if shardPaths().contains(where: Shard.isShard) { return .unmarked }
      throw StoreError.foreign(path: path, names: names)
    } catch let problem as FileProblem {
      throw StoreError.cannotCreate(path: path, problem)
    }
  }

  // MARK: Writing

  /// Makes the folder and takes it for this process; for a set-up, writes its mark, its settings and
  /// copies of its data.
  ///
  /// - Parameters:
  ///   - kept: what the folder is to belong to; nil for a store without settings.
  ///   - inputs: files that must not be written to.
  /// - Throws: `StoreError`, with nothing written, for whatever `check` finds.
  public func prepare(_ kept: KeptSettings? = nil, inputs: [String] = []) throws {
    if let kept { try check(kept, inputs: inputs) }
    do {
      try Files.makeFolder(path)
      lock = open(path, O_RDONLY | O_CLOEXEC)
      guard lock >= 0 else { throw FileProblem() }
      // File systems without locks are no reason not to write.
      if flock(lock, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        throw StoreError.inUse(path: path)
      }
      // Another process may have taken the folder since.
      if let kept {
        try check(kept, inputs: inputs)
        if try !isMarked(for: kept) { try write(kept.mark.text, to: FolderMark.fileName) }
      }
      try Files.makeFolder(shardsPath)
      guard access(path, W_OK) == 0, access(shardsPath, W_OK) == 0 else { throw FileProblem() }
    } catch let problem as FileProblem {
      throw StoreError.cannotCreate(path: path, problem)
    }
    guard let kept else { return }
    for file in kept.data { try write(file.bytes, to: file.name) }
    try write(kept.text, to: Self.settingsName)
  }

  /// Whether the folder has the mark it is to have. One that was made for other settings, and for
  /// which nothing was done before the process was killed, is made anew; so is that of a sweep whose
  /// values have changed, as they may.
  private func isMarked(for kept: KeptSettings) throws -> Bool {
    guard case .marked(let mark) = try state() else { return false }
    if kept.isSwept { return mark == kept.mark }
    return try mark.identity == kept.identity || Files.kind(settingsPath) != .absent
  }

  public func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  /// Writes a file whole or not at all, and not when it holds these bytes already.
  public func write(_ bytes: [UInt8], to name: String) throws {
    let target = path + "/" + name
    do {
      if try Files.kind(target) == .file, try Files.contents(target) == bytes { return }
      try Files.makeFolder(Files.parent(of: target))
      // A link in the folder is replaced, and what it names left alone.
      if Files.isLink(target) { unlink(target) }
      try WholeFile.write(bytes, to: target)
    } catch let problem as FileProblem {
      throw StoreError.inputOutput(
        path: target, reason: problem.reason, remedy: problem.remedy ?? "mend the disk")
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
      contents.damaged += try Shard(reading: path).forEachRow { kind, id, body in
        if kind == .run || kind == .textRun {
          contents.add(run: id, body, isText: kind == .textRun)
        } else {
          contents.add(StoredRecord(kind, id: id, body: [UInt8](body)))
        }
      }
    }
    return contents
  }

  /// The commands that wrote here, in the order in which they began.
  ///
  /// - Parameter setups: of which they must have served one; nil for all.
  public func executions(serving setups: Set<SetupID>? = nil) throws -> [Execution.Record] {
    var records: [Execution.Record] = []
    for path in shardPaths() {
      _ = try Shard(reading: path).forEachRecord(.execution) {
        guard let record = Execution.Record($0) else { return }
        if setups.map({ !$0.isDisjoint(with: record.setups) }) ?? true { records.append(record) }
      }
    }
    return records.sorted { ($0.started, $0.command) < ($1.started, $1.command) }
  }

  func shardPaths() -> [String] {
    ((try? Files.names(in: shardsPath)) ?? []).filter { $0.hasSuffix(".sqlite") }
      .map { shardsPath + "/" + $0 }
  }
}
