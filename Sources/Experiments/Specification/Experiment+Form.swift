import Documents
import Runs
import Tasks

extension Experiment {
  /// The form in which the learner reads the task.
  ///
  /// - Throws: `DocumentError` where it can read none that the task offers.
  func readForm() throws -> TaskForm {
    let offered = task.forms
    if let form = learner.reads.first(where: { offered.contains($0) }) { return form }
    let words = { (forms: [TaskForm]) in forms.map(\.rawValue).joined(separator: " or ") }
    throw DocumentError([
      Diagnostic(
        positions.learner,
        "this learner reads \(words(learner.reads)), and the task is \(words(offered))",
        remedy: offered.contains(.text)
          ? "take `learner: {kind: bigrams}`, or name columns of numbers in `task.inputs` instead of "
            + "`task.prompt`"
          : "take a learner that reads vectors, such as mlp")
    ])
  }

  /// The task as text for the control beside a learner that reads vectors; nil where it offers none
  /// with these settings.
  func encodedText() throws -> EncodedTask? {
    let isAsked = controls.contains(.bigrams)
    guard task.forms.contains(.text) else {
      guard isAsked else { return nil }
      throw DocumentError([
        Diagnostic(
          positions.controls, "`controls` names bigrams, and the task cannot be written as text",
          remedy: "remove it, or take a task in text, such as seventh-grader or a table with "
            + "`task.prompt`")
      ])
    }
    do {
      return try task.audited(pair: pair, as: .text)
    } catch is DocumentError where !isAsked {
      // What vectors can say in part, such as a hint, words may not be able to.
      return nil
    }
  }
}
