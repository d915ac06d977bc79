import Foundation

/// Numbers as sentences tell them: never so rounded that the sentence denies itself.
package enum Told {
  /// A number that is told beside a limit: with as many digits as show on which side of it it lies.
  ///
  /// - Parameter digits: at the least.
  package static func number(_ value: Double, beside limit: Double, digits: Int = 3) -> String {
    for digits in digits...17 {
      let text = String(format: "%.\(digits)g", value)
      guard let read = Double(text) else { break }
      if (read < limit) == (value < limit), (read > limit) == (value > limit) { return text }
    }
    return "\(value)"
  }

  /// Two numbers that are told to differ, with as many digits as show it.
  package static func apart(_ first: Double, _ second: Double) -> (String, String) {
    for digits in 3..<17 {
      let texts = (String(format: "%.\(digits)g", first), String(format: "%.\(digits)g", second))
      if texts.0 != texts.1 { return texts }
    }
    return ("\(first)", "\(second)")
  }

  /// How often, after "only".
  package static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }
}
