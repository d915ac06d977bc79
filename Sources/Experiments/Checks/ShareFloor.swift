/// Whether a policy comes up on so few readout inputs that its share of answers is no more than a
/// bound.
package enum ShareFloor {
  /// Readout inputs on which a policy's answer must have come up.
  static let fewest = 3

  /// - Parameters:
  ///   - inputsA: readout inputs to which some run answers as A.
  ///   - inputs: all of them.
  ///   - logOdds: from the mean probabilities of whole answers; nil where not known.
  /// - Returns: nil where both come up on enough of them.
  package static func warning(
    inputsA: Int, inputsB: Int, of inputs: Int, logOdds: Double?
  ) -> String? {
    let few = [("A", inputsA), ("B", inputsB)].filter { $0.1 < fewest }
    if few.isEmpty { return nil }
    let counts = few.map { "\($0.0)'s answer comes up on \($0.1)" }.joined(separator: " and ")
    let other = logOdds.map { "; by mean probabilities of whole answers L = \(Wording.nats($0))" }
    return "\(counts) of \(inputs) readout inputs: a share below 3 in \(inputs) is a bound"
      + (other ?? "")
  }
}
