/// The folder of an experiment for which none was named.
public struct DefaultFolder {
  public let folder: ExperimentFolder
  /// Why it is not the one with the plain name, where it is used for the first time.
  public let note: String?

  /// Chooses `tiltmeter-out/NAME`, or where that belongs to other settings
  /// `tiltmeter-out/NAME-HASH`, the hash being that of the set-up: so that a loop over settings
  /// keeps every result, and the same settings find their folder again.
  ///
  /// - Throws: `StoreError` where the plain name can be used for nothing.
  public init(for kept: KeptSettings, name: String, inputs: [String]) throws {
    let plain = ExperimentFolder(path: "tiltmeter-out/\(name)")
    let hashed = ExperimentFolder(path: plain.path + "-" + "\(kept.identity)".prefix(8))
    if case .marked(let mark)? = try? hashed.state(), mark.identity == kept.identity {
      (folder, note) = (hashed, nil)
      return
    }
    do {
      try plain.check(kept, inputs: inputs)
      (folder, note) = (plain, nil)
    } catch StoreError.otherSettings(let path, let difference) {
      try hashed.check(kept, inputs: inputs)
      folder = hashed
      note = "\(path) was made with other settings: \(difference); these are kept in \(hashed.path)"
    }
  }
}
