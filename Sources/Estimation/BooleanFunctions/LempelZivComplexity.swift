import Foundation

/// The complexity of a string of bits by the number of its words, in bits.
public enum LempelZivComplexity {
  /// K(x) = log2 n for a constant string, else log2(n) (N(x) + N(reverse of x)) / 2.
  ///
  /// - Parameter string: x, of n bits; not empty.
  /// - Complexity: O(n^2 x words) at the most; about 20 microseconds for 128 bits.
  /// - Source: Dingle, Camargo & Louis 2018, "Input-output maps are strongly biased towards simple
  ///   outputs"; words after Lempel & Ziv 1976.
  public static func bits(_ string: [Bool]) -> Double {
    let length = log2(Double(string.count))
    if !string.contains(!string[0]) { return length }
    return length * Double(words(string) + words(string.reversed())) / 2
  }

  /// The number of words: each is the longest piece that began to appear before its own start
  /// (overlap allowed), and one more symbol; one that runs off the end counts as well.
  public static func words(_ string: [Bool]) -> Int {
    var count = 0
    var start = 0
    while start < string.count {
      var longest = 0
      for earlier in 0..<start {
        var length = 0
        while start + length < string.count && string[earlier + length] == string[start + length] {
          length += 1
        }
        longest = max(longest, length)
        if start + longest == string.count { break }
      }
      count += 1
      start += longest + 1
    }
    return count
  }
}
