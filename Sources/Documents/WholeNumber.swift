/// Whole numbers in bytes: digits and nothing else.
package enum WholeNumber {
  /// - Parameters:
  ///   - text: the bytes of one number, nothing around it.
  ///   - limit: the largest number allowed.
  /// - Returns: nil where the bytes are no whole number from 0 to the limit; `3.0` is none.
  /// - Complexity: O(bytes).
  package static func parse(_ text: UnsafeBufferPointer<UInt8>, upTo limit: Int) -> Int? {
    if text.isEmpty { return nil }
    var value = 0
    for byte in text {
      let digit = byte &- UInt8(ascii: "0")
      if digit > 9 || value > limit { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, further) = product.addingReportingOverflow(Int(digit))
      value = overflow || further ? .max : sum
    }
    return value <= limit ? value : nil
  }
}
