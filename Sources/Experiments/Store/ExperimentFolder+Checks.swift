import Foundation
import Runs

/// What is looked at before anything is written.
extension ExperimentFolder {
  /// Whether an experiment may be done here.
  ///
  /// - Parameters:
  ///   - kept: the experiment's settings and data.
  ///   - inputs: files that must not be written to, under whatever name.
  /// - Throws: `StoreError` where the folder is not tiltmeter's, belongs to another set-up, has
  ///   something else in the place of one of its files, or would have an input replaced.
  public func check(_ kept: KeptSettings, inputs: [String]) throws {
    switch try state() {
    case .new: break
    case .marked(let mark) where mark.identity == kept.identity: break
    case .marked, .unmarked:
      if let difference = try difference(to: kept) {
        throw StoreError.otherSettings(path: path, difference)
      }
    }
    do {
      try checkPlaces(kept)
      try checkInputs(kept, inputs: inputs)
    } catch let problem as FileProblem {
      throw StoreError.cannotCreate(path: path, problem)
    }
  }

  /// How the set-up that the folder belongs to differs from another; nil where it does not, or where
  /// nothing was done for it yet.
  private func difference(to kept: KeptSettings) throws -> SettingsDifference? {
    if (try? Files.kind(settingsPath)) == .absent {
      if shardPaths().isEmpty { return nil }
      throw StoreError.missing(path: path)
    }
    return try kept.difference(from: KeptSettings(Sweep.load(self)))
  }

  private func checkPlaces(_ kept: KeptSettings) throws {
    let files = [FolderMark.fileName, Self.settingsName] + Self.results + kept.data.map(\.name)
    for name in files {
      let place = path + "/" + name
      switch try Files.kind(place) {
      case .absent, .file: break
      case .folder: throw StoreError.inTheWay(path: place, what: "a folder, and a file belongs there")
      case .other: throw StoreError.inTheWay(path: place, what: "no file")
      }
    }
    for place in [dataPath, shardsPath] {
      // What is written below a link may be anyone's.
      if Files.isLink(place) {
        throw StoreError.inTheWay(path: place, what: "a link, and a folder belongs there")
      }
      switch try Files.kind(place) {
      case .absent, .folder: break
      case .file, .other:
        throw StoreError.inTheWay(path: place, what: "a file, and a folder belongs there")
      }
    }
  }

  /// An input may be one of the folder's own files, as long as its bytes stay as they are.
  private func checkInputs(_ kept: KeptSettings, inputs: [String]) throws {
    var names: [Files.Identity: String] = [:]
    for input in inputs {
      if let identity = Files.identity(input) { names[identity] = input }
    }
    let contents: [(name: String, bytes: [UInt8]?)] =
      [(Self.settingsName, Array(kept.text.utf8))] + kept.data.map { ($0.name, $0.bytes) }
      + (Self.results + [FolderMark.fileName]).map { ($0, nil) }
    for (name, bytes) in contents {
      let place = path + "/" + name
      guard let identity = Files.identity(place), let input = names[identity] else { continue }
      if let bytes, try Files.contents(place) == bytes { continue }
      throw StoreError.replacesInput(path: place, input: input)
    }
    for place in shardPaths() {
      guard let identity = Files.identity(place), let input = names[identity] else { continue }
      throw StoreError.replacesInput(path: place, input: input)
    }
  }

  /// Whether settings and data are as they were written, where the folder can tell.
  ///
  /// - Throws: `StoreError.missing`, `StoreError.changed`.
  func checkSettings() throws {
    let state: State
    do {
      state = try self.state()
      if try Files.kind(settingsPath) == .folder { throw FileProblem(EISDIR) }
    } catch StoreError.foreign, StoreError.inTheWay(path: path, _) {
      throw StoreError.missing(path: path)
    } catch StoreError.cannotCreate(_, let problem) {
      throw StoreError.inputOutput(
        path: path, reason: problem.reason, remedy: problem.remedy ?? "mend the disk")
    } catch let problem as FileProblem {
      throw StoreError.inputOutput(
        path: settingsPath, reason: problem.reason, remedy: problem.remedy ?? "mend the disk")
    }
    do {
      guard let bytes = try Files.contents(settingsPath) else {
        throw StoreError.missing(path: path)
      }
      switch state {
      case .new: throw StoreError.missing(path: path)
      case .unmarked where !Checked.isSealed(bytes): break
      case .unmarked, .marked:
        if Checked.opened(bytes) == nil { throw StoreError.changed(path: settingsPath) }
      }
      guard case .marked(let mark) = state else { return }
      for (name, content) in mark.data.sorted(by: { $0.key < $1.key }) {
        guard let bytes = try Files.contents(path + "/" + name) else { continue }
        var builder = FingerprintBuilder("data file")
        builder.combine(bytes)
        if builder.finish() != content { throw StoreError.changed(path: path + "/" + name) }
      }
    } catch let problem as FileProblem {
      throw StoreError.inputOutput(
        path: settingsPath, reason: problem.reason, remedy: problem.remedy ?? "mend the disk")
    }
  }

  /// The files that a report is made from, all of which are inputs to it.
  public var inputs: [String] {
    let data = ((try? Files.names(in: dataPath)) ?? []).map { dataPath + "/" + $0 }
    return [markPath, settingsPath] + data + shardPaths()
  }

  /// Whether a file is one of a list, under whatever name.
  ///
  /// - Returns: the name in the list.
  public static func sameFile(as path: String, among inputs: [String]) -> String? {
    guard let identity = Files.identity(path) else { return nil }
    return inputs.first { Files.identity($0) == identity }
  }
}
