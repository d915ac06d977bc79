import Foundation

/// The mutual information of the two models' answers over the inputs, in nats:
/// sum_{c,d} J(c,d) ln [J(c,d) / (m1(c) m2(d))] with J(c,d) = mean_x p(c|x) q(d|x), m its
/// marginals.
///
/// The same value stands for identical and for consistently exchanged answers, and a model whose
/// answers do not depend on the input has 0 with every other. With few inputs it is biased upward.
/// Per digit it is the mean over digits; for whole answers it has a value only where there are at
/// most 100 combinations of digits, since their square is gone through for every row.
///
/// Source: Lee, Yao, Finn, Diversify and disambiguate (arXiv 2202.03418).
public struct MutualInformation: SamenessMeasure {
  public let name = "mutual-information"
  public let summary = "what one model's answers tell of the other's, in nats; 0 if nothing"
  public let largerIsMoreAlike = true

  public init() {}

  /// - Complexity: O(rows x candidates²), for whole answers O(rows x combinations²).
  public func compare(
    _ first: AnswerProbabilities, _ second: AnswerProbabilities, _ grain: SamenessGrain,
    right: AnswerKey
  ) -> SamenessResult {
    switch grain {
    case .wholeAnswer:
      let largest = 100
      guard let size = first.combinations(atMost: largest) else {
        return .undefined(
          "whole answers have more than \(largest) combinations of digits: compare digits")
      }
      return .value(
        Self.information(
          rows: first.count, size: size, { first.joint($0)[...] }, { second.joint($0)[...] }))
    case .perDigit:
      let sum = first.heads.enumerated().reduce(0) { sum, head in
        sum
          + Self.information(
            rows: first.count, size: head.element,
            { first.row($0, head: head.offset) }, { second.row($0, head: head.offset) })
      }
      return .value(sum / Double(first.heads.count))
    }
  }

  private static func information(
    rows: Int, size: Int, _ first: (Int) -> ArraySlice<Double>,
    _ second: (Int) -> ArraySlice<Double>
  ) -> Double {
    var joint = [Double](repeating: 0, count: size * size)
    joint.withUnsafeMutableBufferPointer { joint in
      for row in 0..<rows {
        second(row).withUnsafeBufferPointer { other in
          var start = 0
          for p in first(row) {
            let weight = p / Double(rows)
            if weight > 0 { for d in 0..<size { joint[start + d] += weight * other[d] } }
            start += size
          }
        }
      }
    }
    var (one, two) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
    for (place, weight) in joint.enumerated() {
      one[place / size] += weight
      two[place % size] += weight
    }
    var sum = 0.0
    for (place, weight) in joint.enumerated() where weight > 0 {
      sum += weight * log(weight / (one[place / size] * two[place % size]))
    }
    // Rounding may carry independent answers a little below nothing.
    return max(0, sum)
  }
}
