import Documents

/// The registry of the kinds of task.
public enum TaskKinds {
  /// Every kind, in the order in which they are listed.
  public static let all: [any TaskKind.Type] = [
    Table.self, TwoDigits.self, Slab.self, DiagonalGrid.self, SeventhGrader.self,
    BooleanFunctions.self, OneDirection.self,
  ]

  /// Reads a task's block: `kind`, then that kind's own keys.
  ///
  /// - Parameters:
  ///   - settings: the block; problems go to its diagnostics.
  ///   - directory: where relative paths in the settings begin.
  /// - Returns: nil where `kind` is missing or unknown; the block's other keys are then left
  ///   unjudged, as nobody knows what they should be.
  public static func read(
    _ settings: SettingsReader, in directory: DataDirectory
  ) -> (any TaskKind)? {
    let name = settings.choice(
      "kind", among: all.map { $0.name }, default: nil, "the kind of task")
    guard settings.isSound("kind"), let kind = all.first(where: { $0.name == name }) else {
      settings.skipRest()
      return nil
    }
    return kind.init(reading: settings, in: directory)
  }
}
