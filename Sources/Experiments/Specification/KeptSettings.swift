import Documents
import Foundation
import Runs
import Tasks

/// What a folder keeps of an experiment or of a sweep: its settings, and copies of the data files
/// they name, so that the folder is complete by itself.
public struct KeptSettings: Sendable {
  /// Resolved, with the data files' names in the folder; of a sweep what its cells have in common.
  public let settings: ResolvedSettings
  /// The sweep's directions, with the data files' names in the folder.
  let axes: [SweepAxis]
  /// Every cell's values of the swept keys.
  private let cells: [[SweepCell.Setting]]
  let data: [DataFile]
  /// Names the set-up: what decides which folder the experiment belongs into.
  public let identity: Fingerprint

  struct DataFile: Sendable {
    /// In the folder, as in `data/train.csv`.
    let name: String
    /// The settings' key that names it.
    let key: String
    /// As the user wrote it.
    let source: String
    let bytes: [UInt8]

    var content: Fingerprint { KeptSettings.content(bytes) }
  }

  /// Identifies the content of a data file.
  static func content(_ bytes: [UInt8]) -> Fingerprint {
    var builder = FingerprintBuilder("data file")
    builder.combine(bytes)
    return builder.finish()
  }

  /// Reads the data files once more.
  ///
  /// - Throws: `MissingInputError` where one is gone.
  /// - Complexity: O(bytes of the data + cells).
  public init(_ sweep: Sweep) throws {
    var data: [DataFile] = []
    var axes = sweep.axes
    for cell in sweep.cells {
      let experiment = cell.experiment
      for file in experiment.task.files {
        let name = experiment.keptName(of: file)
        Self.rename(["task", file.key], to: name, in: &axes, places: cell.places)
        if data.contains(where: { $0.name == name }) { continue }
        guard case .success(let bytes) = experiment.directory.read(file.path) else {
          throw MissingInputError(
            "\(file.path) cannot be read any more", remedy: "put it back and try again")
        }
        data.append(DataFile(name: name, key: file.key, source: file.path, bytes: bytes))
      }
    }
    self.data = data
    self.axes = axes
    cells = sweep.cells.map(\.settings)
    let first = sweep.cells[0].experiment.keptSettings
    let common = sweep.cells.dropFirst().reduce(first) {
      $0.common(with: $1.experiment.keptSettings) ?? .block([])
    }
    settings = axes.flatMap(\.keys).reduce(common) { $0.without($1.keys[...]) }
    identity = Self.identity(sweep, settings, data)
  }

  /// Writes a data file's name in the folder in the place of the one that a swept value has.
  private static func rename(
    _ path: [String], to name: String, in axes: inout [SweepAxis], places: [Int]
  ) {
    for (index, axis) in axes.enumerated() {
      for (place, key) in axis.keys.enumerated()
      where key.keys.count <= path.count && zip(key.keys, path).allSatisfy({ $0 == $1 }) {
        var value = axis.rows[places[index]][place]
        let rest = path.dropFirst(key.keys.count).map { (key: $0, position: value.position) }
        if !rest.isEmpty, value.value(at: rest.map(\.key)[...]) == nil { continue }
        value.set(rest[...], to: .scalar(name, quoted: false, value.position))
        axes[index] = axes[index].replacing(places[index], place, with: value)
      }
    }
  }

  /// Of a sweep the settings as written: what is resolved depends on the values there are.
  private static func identity(
    _ sweep: Sweep, _ settings: ResolvedSettings, _ data: [DataFile]
  ) -> Fingerprint {
    var builder = FingerprintBuilder(sweep.isSwept ? "sweep's folder" : "folder")
    if sweep.isSwept {
      var document = sweep.document
      for key in sweep.axes.flatMap(\.keys) { document = document.without(key.keys[...]) }
      for key in SettingsDifference.adding { document = document.without([key]) }
      builder.combine(sweep.name)
      builder.combine(document.inlineText)
      for key in sweep.keys.sorted() { builder.combine(key) }
    } else {
      builder.combine(SettingsDifference.setup(of: settings).canonicalText)
    }
    for file in data where !sweep.axes.contains(where: { $0.covers(["task", file.key]) }) {
      builder.combine(file.name)
      builder.combine(file.content)
    }
    return builder.finish()
  }

  var isSwept: Bool { !axes.isEmpty }

  var mark: FolderMark {
    FolderMark(
      identity: identity,
      data: Dictionary(uniqueKeysWithValues: data.map { ($0.name, $0.content) }))
  }

  /// The settings as the folder has them, with a checksum at their end.
  var text: String {
    Checked.sealed("# What `tiltmeter run` resolved; the data are those it read.\n" + yaml)
  }

  /// The settings as a file that can be read.
  public var yaml: String {
    if !isSwept { return settings.yaml() }
    var lines = [SweepBlock.name + ":"]
    for axis in axes where axis.keys.count == 1 {
      let values = "[" + axis.rows.map { $0[0].inlineText }.joined(separator: ", ") + "]"
      let key = ResolvedSettings.writtenKey(axis.keys[0].name)
      lines.append(
        axis.dial.map { "  \(key): {values: \(values), read-at: \($0.value)}" }
          ?? "  \(key): \(values)")
    }
    let zipped = axes.filter { $0.keys.count > 1 }.map { axis in
      "{" + axis.keys.indices.map { key in
        ResolvedSettings.writtenKey(axis.keys[key].name) + ": ["
          + axis.rows.map { $0[key].inlineText }.joined(separator: ", ") + "]"
      }.joined(separator: ", ") + "}"
    }
    if !zipped.isEmpty { lines.append("  zip: [\(zipped.joined(separator: ", "))]") }
    return settings.yaml() + lines.joined(separator: "\n") + "\n"
  }

  /// What sweeps hold as one value of JSON, for the summary.
  var detail: SummaryDetail {
    guard isSwept, case .block(var entries) = SummaryDetail(settings) else {
      return SummaryDetail(settings)
    }
    entries[SweepBlock.name] = .block(
      Dictionary(
        axes.flatMap { axis in
          axis.keys.map { key in
            (key.name, SummaryDetail.list(values(of: key.name).map(SummaryDetail.init)))
          }
        }, uniquingKeysWith: { $1 }))
    return .block(entries)
  }

  /// The different values of a swept key, in the order of the cells.
  private func values(of key: String) -> [ResolvedSettings] {
    var seen = Set<ResolvedSettings>()
    return cells.compactMap { cell in cell.first { $0.key == key }?.value }
      .filter { seen.insert($0).inserted }
  }

  /// - Parameter there: what a folder holds.
  /// - Returns: nil where this is of the same set-up: values of swept keys may come and go, and a
  ///   key may become a swept one where its value is among the new ones.
  package func difference(from there: KeptSettings) -> SettingsDifference? {
    func list(_ values: [ResolvedSettings]) -> String {
      "[" + values.map(\.inlineText).joined(separator: ", ") + "]"
    }
    let isPlain = !isSwept && !there.isSwept
    if let found = SettingsDifference.first(
      between: there.settings, and: settings, onlyShared: !isPlain)
    {
      return found
    }
    let keys = axes.flatMap(\.keys)
    for key in there.axes.flatMap(\.keys) where !keys.contains(where: { $0.name == key.name }) {
      return SettingsDifference(
        key: "\(SweepBlock.name).\(key.name)", there: list(there.values(of: key.name)), here: nil)
    }
    for key in keys where !there.axes.flatMap(\.keys).contains(where: { $0.name == key.name }) {
      guard let value = there.settings.value(at: key.keys[...]) else { continue }
      let values = values(of: key.name)
      if !values.contains(value) {
        return SettingsDifference(key: key.name, there: value.inlineText, here: list(values))
      }
    }
    for file in data {
      guard let other = there.data.first(where: { $0.name == file.name }),
        other.bytes != file.bytes
      else { continue }
      return SettingsDifference(
        key: "task.\(file.key)", there: file.name, here: "\(file.source), which has other contents",
        areValues: false)
    }
    return nil
  }
}

extension ResolvedSettings {
  /// What both have, key by key; nil where two values differ.
  func common(with other: ResolvedSettings) -> ResolvedSettings? {
    if self == other { return self }
    guard case .block(let entries) = self, case .block = other else { return nil }
    return .block(
      entries.compactMap { entry in
        other[entry.key].flatMap { entry.value.common(with: $0) }.map { Entry(entry.key, $0) }
      })
  }

  /// The same without the value at a path.
  func without(_ path: ArraySlice<String>) -> ResolvedSettings {
    guard let key = path.first, case .block(let entries) = self else { return self }
    return .block(
      entries.compactMap { entry in
        if entry.key != key { return entry }
        return path.count == 1 ? nil : Entry(key, entry.value.without(path.dropFirst()))
      })
  }
}
