import Documents

extension Experiment {
  /// Every key with its value, and its default beside it: settings that can be copied.
  public var annotatedSettings: String { resolved.annotatedYAML(definitions) }
}
