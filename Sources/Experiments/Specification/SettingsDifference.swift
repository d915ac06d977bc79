import Documents

/// The first setting in which two experiments are not of one set-up.
public struct SettingsDifference: Error, Hashable, Sendable, CustomStringConvertible {
  /// Dotted.
  public let key: String
  /// As settings have it; nil where the key is not given.
  public let there: String?
  public let here: String?

  /// Whether both are values of the key, not what is said of a file's contents.
  var areValues = true

  /// The option that has both values in one experiment; nil where there is none, or it is too long
  /// to be read.
  var sweep: String? {
    guard areValues, key != "experiment", let there, let here, !(there + here).contains("'"),
      (there + here).count <= 60
    else { return nil }
    return "--sweep '\(key)=[\(there), \(here)]'"
  }

  public var description: String {
    "`\(key)` is \(there ?? "not set") there and \(here ?? "not set") here"
  }

  /// Keys whose change only adds to what a folder holds, or reads it otherwise: how many runs, which
  /// estimators and controls, and how sure a sentence has to be.
  static let adding: Set = ["budget", "level", "estimators", "controls", "verdict"]

  private static let estimators = Set(EstimatorKinds.all.map { $0.name })

  /// Settings without what only adds: what a folder belongs to.
  static func setup(of settings: ResolvedSettings) -> ResolvedSettings {
    guard case .block(let entries) = settings else { return settings }
    return .block(
      entries.filter { !adding.contains($0.key) }.map { entry in
        guard estimators.contains(entry.key), case .block(let inner) = entry.value else {
          return entry
        }
        // How many runs an estimator gets is a part of the budget.
        return .init(entry.key, .block(inner.filter { $0.key != "runs" }))
      })
  }

  /// Compares set-ups in the order of the first one's keys. An estimator that only one of them has
  /// adds to the other.
  ///
  /// - Parameter onlyShared: whether keys that only one of them has are left out: what the cells of a
  ///   sweep have in common depends on its values.
  /// - Returns: nil where the two are of one set-up.
  static func first(
    between there: ResolvedSettings, and here: ResolvedSettings, onlyShared: Bool = false
  ) -> SettingsDifference? {
    let (old, new) = (setup(of: there), setup(of: here))
    guard case .block(let before) = old, case .block(let after) = new else { return nil }
    return first(
      between: .block(before.filter { !estimators.contains($0.key) || new[$0.key] != nil }),
      and: .block(after.filter { !estimators.contains($0.key) || old[$0.key] != nil }), path: "",
      onlyShared: onlyShared)
  }

  private static func first(
    between there: ResolvedSettings?, and here: ResolvedSettings?, path: String, onlyShared: Bool
  ) -> SettingsDifference? {
    if there == here || onlyShared && (there == nil || here == nil) { return nil }
    if case .block(let before)? = there, case .block(let after)? = here {
      let keys = before.map(\.key) + after.map(\.key).filter { key in there?[key] == nil }
      for key in keys {
        let inner = path.isEmpty ? key : "\(path).\(key)"
        if let found = first(
          between: there?[key], and: here?[key], path: inner, onlyShared: onlyShared)
        {
          return found
        }
      }
      return nil
    }
    return SettingsDifference(
      key: path, there: there?.canonicalText, here: here?.canonicalText)
  }
}
