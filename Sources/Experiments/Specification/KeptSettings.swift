import Documents
import Foundation
import Runs
import Tasks

/// What a folder keeps of an experiment: its settings, and copies of the data files they name, so
/// that the folder is complete by itself.
public struct KeptSettings: Sendable {
  /// Resolved, with the data files' names in the folder.
  public let settings: ResolvedSettings
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

    var content: Fingerprint {
      var builder = FingerprintBuilder("data file")
      builder.combine(bytes)
      return builder.finish()
    }
  }

  /// Reads the data files once more.
  ///
  /// - Throws: `MissingInputError` where one is gone.
  /// - Complexity: O(bytes of the data).
  public init(_ experiment: Experiment) throws {
    data = try experiment.task.files.map { file in
      guard case .success(let bytes) = experiment.directory.read(file.path) else {
        throw MissingInputError(
          "\(file.path) cannot be read any more", remedy: "put it back and try again")
      }
      return DataFile(
        name: experiment.keptName(of: file), key: file.key, source: file.path, bytes: bytes)
    }
    settings = experiment.keptSettings
    var builder = FingerprintBuilder("folder")
    builder.combine(SettingsDifference.setup(of: settings).canonicalText)
    for file in data {
      builder.combine(file.name)
      builder.combine(file.content)
    }
    identity = builder.finish()
  }

  var mark: FolderMark {
    FolderMark(
      identity: identity,
      data: Dictionary(uniqueKeysWithValues: data.map { ($0.name, $0.content) }))
  }

  /// The settings as the folder has them, with a checksum at their end.
  var text: String {
    Checked.sealed(
      "# What `tiltmeter run` resolved; the data are those it read.\n" + settings.yaml())
  }

  /// - Parameter there: what a folder holds.
  /// - Returns: nil where this is of the same set-up.
  func difference(from there: KeptSettings) -> SettingsDifference? {
    if let found = SettingsDifference.first(between: there.settings, and: settings) { return found }
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
