import Documents
import Foundation
import Tasks

/// What the readout inputs are to the inputs that a verdict speaks of.
public enum ReadoutInputs: String, CaseIterable, Sendable {
  /// Drawn from more: an interval at the answer grain speaks of inputs like these.
  case sample
  /// Every input there is: no others could have been drawn.
  case all
}

extension Experiment {
  /// Reads `readout.inputs` and `readout.group`.
  ///
  /// - Returns: the task with its readout inputs in groups, where groups are asked for.
  static func readoutInputs(
    _ reader: SettingsReader, of task: (any TaskKind)?
  ) -> (inputs: ReadoutInputs, task: (any TaskKind)?) {
    let fallback = task?.holdsEveryInput ?? false ? ReadoutInputs.all : .sample
    let word = reader.choice(
      "inputs", among: ReadoutInputs.allCases.map(\.rawValue), default: fallback.rawValue,
      "whether the readout inputs are a sample of more, or all that there are")
    let inputs = ReadoutInputs(rawValue: word) ?? fallback
    let key = reader.text(
      "group", default: "none", "a column whose values make groups of inputs, or none")
    guard key != "none", let task else { return (inputs, task) }
    if inputs == .all {
      reader.diagnostics.report(
        reader.position(of: "group"), "`readout.group` does nothing where `readout.inputs` is all",
        remedy: "groups say how other inputs would come: leave one of the two out")
    }
    guard let grouped = task.grouped(by: key) else {
      let takes = type(of: task).groupings
      reader.diagnostics.report(
        reader.position(of: "group"),
        takes == nil
          ? "a task of kind `\(type(of: task).name)` has no groups of inputs"
          : "`\(key)` makes no groups of this task's inputs",
        remedy: takes.map { "expected \($0)" } ?? "leave `readout.group` out")
      return (inputs, task)
    }
    return (inputs, grouped)
  }

  /// Reads the block `verdict`.
  static func margin(_ reader: SettingsReader) -> Double {
    reader.number(
      "margin", default: log(2), in: .leastNonzeroMagnitude...100,
      "nats within which neither policy is called favoured")
  }
}
