import Foundation

/// Scores that come up again, to the last bit, where independent draws would not.
///
/// Copies make every error too small. Ties alone are no sign of them: scores may be counts.
enum RepeatedScores {
  /// Samples without chains are looked at for repetitions; with chains they are told already.
  ///
  /// - Returns: what to say of them.
  /// - Complexity: O(samples).
  static func warnings(_ samples: TiltedSamples) -> [String] {
    let ladder = Ranks(samples)
    return stuck(ladder) + (samples.chains == nil ? inARow(ladder) + severalTimes(ladder) : [])
  }

  /// The scores of each strength, in the order of the samples; strengths rising.
  private struct Ranks {
    let strengths: [Double]
    let scores: [[Double]]

    init(_ samples: TiltedSamples) {
      var sizes = [Int](repeating: 0, count: samples.strengths.count)
      for place in samples.places { sizes[Int(place)] += 1 }
      var scores = sizes.map { size in
        var list: [Double] = []
        list.reserveCapacity(size)
        return list
      }
      for (place, score) in zip(samples.places, samples.scores) { scores[Int(place)].append(score) }
      let order = sizes.indices.filter { sizes[$0] > 0 }.sorted {
        samples.strengths[$0] < samples.strengths[$1]
      }
      strengths = order.map { samples.strengths[$0] }
      self.scores = order.map { scores[$0] }
    }
  }

  /// A strength at which every score is the same, and which is no end of what scores can be, while
  /// those at the strengths beside it differ.
  private static func stuck(_ ladder: Ranks) -> [String] {
    let varies = ladder.scores.map { scores in scores.contains { $0 != scores[0] } }
    let least = ladder.scores.compactMap { $0.min() }.min()
    let most = ladder.scores.compactMap { $0.max() }.max()
    return ladder.strengths.indices.compactMap { k in
      let scores = ladder.scores[k]
      guard scores.count >= 10, !varies[k], scores[0] != least, scores[0] != most,
        [k - 1, k + 1].contains(where: { varies.indices.contains($0) && varies[$0] })
      else { return nil }
      return "all \(scores.count) scores at strength \(ladder.strengths[k]) are \(scores[0]), to the"
        + " last bit, while those beside it differ: copies are no independent samples, and the"
        + " error is too small"
    }
  }

  /// Neighbours in the file that are equal far more often than their values would meet by chance.
  private static func inARow(_ ladder: Ranks) -> [String] {
    var pairs = 0
    var expected = 0.0
    var all = 0
    for scores in ladder.scores where scores.count > 1 {
      let falls = zip(scores, scores.dropFirst()).contains { $0 > $1 }
      let rises = zip(scores, scores.dropFirst()).contains { $0 < $1 }
      // Sorted by score, ties stand together whatever they are.
      if !(falls && rises) { continue }
      pairs += zip(scores, scores.dropFirst()).count { $0 == $1 }
      all += scores.count - 1
      let times = multiplicities(scores)
      expected += times.counts.reduce(0) { $0 + Double($1) * Double($1 - 1) } * times.share
        / Double(scores.count)
    }
    guard Double(pairs) > 1.5 * expected + 6 * (expected + 1).squareRoot() + 10 else { return [] }
    return [
      "\(pairs) of \(all) samples have the score of the sample before them, where \(rounded(expected))"
        + " would by chance: are they steps of chains? Give `chain`, else the error is too small"
    ]
  }

  /// Every value as often as a multiple of some number above 1.
  private static func severalTimes(_ ladder: Ranks) -> [String] {
    var divisor = 0
    var values = 0
    for scores in ladder.scores {
      let times = multiplicities(scores).counts
      values += times.count
      for count in times { divisor = gcd(divisor, count) }
    }
    guard divisor > 1, values >= 20 else { return [] }
    return [
      "every score stands there \(divisor) times, or a multiple of that: copies are no independent"
        + " samples, and the error is too small"
    ]
  }

  /// How often values come up, of a share of the values that is chosen by their bits.
  ///
  /// - Returns: the counts, and how many values one of them stands for.
  private static func multiplicities(_ scores: [Double]) -> (counts: [Int], share: Double) {
    let divisor = UInt64(max(1, scores.count / 20_000))
    var counts: [UInt64: Int] = [:]
    for score in scores {
      let bits = score.bitPattern
      // Any mixing that does not follow the digits.
      let mixed = (bits ^ bits >> 29) &* 0x9e37_79b9_7f4a_7c15
      if (mixed >> 20) % divisor == 0 { counts[bits, default: 0] += 1 }
    }
    return (Array(counts.values), Double(divisor))
  }

  private static func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }
}
