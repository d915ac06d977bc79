/// Whether training had anything to teach: what is measured of models that know their examples
/// before they see them is the optimizer and its rate.
package enum NothingToLearn {
  /// - Parameters:
  ///   - failed: runs of no step that have not learned the training examples, under the
  ///     experiment's own rule.
  ///   - runs: all runs of no step.
  ///   - learned: the share that counts as learned.
  /// - Returns: nil where fewer than half of the runs know them, or knowing them takes no more than
  ///   half.
  package static func warning(failed: Int, runs: Int, learned: Double) -> String? {
    if runs == 0 || learned <= 0.5 || 2 * failed > runs { return nil }
    return "before training \(Wording.count(runs - failed)) of \(Wording.count(runs)) models answer "
      + "the training examples right already: there is next to nothing to learn, and what training "
      + "changes hangs on the optimizer and its rate"
  }
}
