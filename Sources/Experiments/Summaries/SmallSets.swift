/// Warnings where a set is so small that little can be said beyond it.
enum SmallSets {
  /// Readout inputs and training examples below this many.
  static let enough = 20

  /// - Parameters:
  ///   - units: readout inputs, or groups of them where these are the unit; nil where the inputs
  ///     are all there are.
  ///   - areGroups: whether `units` counts groups.
  ///   - training: examples.
  static func warnings(units: Int?, areGroups: Bool, training: Int) -> [String] {
    var warnings: [String] = []
    if let units, units < enough {
      let unit = areGroups
        ? (units == 1 ? "group of readout inputs" : "groups of readout inputs")
        : (units == 1 ? "readout input" : "readout inputs")
      warnings.append("only \(units) \(unit), fewer than \(enough), so that others could say much else")
    }
    if training < enough {
      warnings.append(
        "only \(training) training \(training == 1 ? "example" : "examples"), fewer than "
          + "\(enough): other training sets could lead elsewhere")
    }
    return warnings
  }
}
