import Documents

/// One experiment of a sweep, with the settings that tell it from the others.
public struct SweepCell: Sendable {
  /// From 0, in the order of the sweep: the last axis runs fastest.
  public let index: Int
  /// The place on each axis.
  public let places: [Int]
  /// The swept keys with the cell's values; empty for an experiment that is not swept.
  public let settings: [Setting]
  public internal(set) var experiment: Experiment

  /// A swept key with its value in a cell.
  public struct Setting: Sendable, Hashable {
    public let key: String
    public let value: ResolvedSettings

    public init(key: String, value: ResolvedSettings) {
      self.key = key
      self.value = value
    }
  }

  /// The cell in one line, as in `training.steps=200, learner.hidden=[8]`.
  public var label: String { Self.label(settings.map { ($0.key, $0.value.inlineText) }) }

  /// The cell with names for its data files in the folder: those that the sweep varies are told
  /// apart by their content.
  func namingFiles(axes: [SweepAxis]) -> SweepCell {
    var experiment = experiment
    for file in experiment.task.files where axes.contains(where: { $0.covers(["task", file.key]) }) {
      guard case .success(let bytes) = experiment.directory.read(file.path) else { continue }
      let content = "\(KeptSettings.content(bytes))".prefix(8)
      experiment.keptNames[file.key] = "data/\(file.key)-\(content).csv"
    }
    let kept = experiment.keptSettings
    let settings = settings.map { setting in
      Setting(
        key: setting.key,
        value: kept.value(at: setting.key.split(separator: ".").map(String.init)[...])
          ?? setting.value)
    }
    return SweepCell(index: index, places: places, settings: settings, experiment: experiment)
  }

  static func label(_ settings: [(key: String, value: String)]) -> String {
    settings.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
  }
}

extension SweepCell {
  /// The cell's settings for JSON, by key.
  var details: [String: SummaryDetail] {
    Dictionary(settings.map { ($0.key, SummaryDetail($0.value)) }) { $1 }
  }
}
