/// Whether the training examples were memorised: models that have them right, and not others of
/// their kind, were taught no rule that a policy could follow.
package enum Memorised {
  /// - Parameter unseen: the share right, over runs, of inputs of the training examples' kind that
  ///   were not trained on; nil where there are none.
  /// - Returns: nil where at least half are right.
  package static func warning(unseen: Double?) -> String? {
    guard let unseen, unseen < 0.5 else { return nil }
    return "of inputs of the training examples' kind that were not trained on models answer "
      + "\(Wording.share(unseen)) right: the examples are memorised, and L says little of what they "
      + "teach"
  }
}
