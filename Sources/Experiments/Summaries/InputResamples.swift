import Runs

/// Readout inputs drawn again and again with replacement, made for counting answers in bits.
///
/// How often a resample holds each input is written in binary, one mask of inputs per binary digit:
/// the answers of one kind, as a mask, are then counted by a few population counts, where going
/// through the drawn inputs takes as many steps as there are inputs.
public struct InputResamples: Sendable {
  /// Indices of inputs, one list per resample.
  public let draws: [[Int32]]
  /// Words of 64 inputs.
  private let words: Int
  /// Per resample, its masks: digit after digit, [digits, words].
  private let masks: [[UInt64]]
  /// By a number of inputs, the fewest and the most times that any resample holds any so many
  /// different inputs; [inputs + 1].
  private let fewest: [Int]
  private let greatest: [Int]

  /// - Parameters:
  ///   - draws: indices in 0 ..< inputs, one list per resample.
  ///   - inputs: at least 1.
  public init(draws: [[Int32]], inputs: Int) {
    self.draws = draws
    let words = (inputs + 63) / 64
    self.words = words
    var fewest = [Int](repeating: draws.isEmpty ? 0 : .max, count: inputs + 1)
    var greatest = [Int](repeating: 0, count: inputs + 1)
    masks = draws.map { draw in
      var times = [Int](repeating: 0, count: inputs)
      for input in draw { times[Int(input)] += 1 }
      var (rising, falling) = (0, 0)
      let sorted = times.sorted()
      for count in 0...inputs {
        fewest[count] = min(fewest[count], rising)
        greatest[count] = max(greatest[count], falling)
        if count == inputs { break }
        rising += sorted[count]
        falling += sorted[inputs - 1 - count]
      }
      let digits = Int.bitWidth - (times.max() ?? 0).leadingZeroBitCount
      var masks = [UInt64](repeating: 0, count: digits * words)
      for (input, count) in times.enumerated() {
        for digit in 0..<digits where count >> digit & 1 == 1 {
          masks[digit * words + input / 64] |= 1 << UInt64(input % 64)
        }
      }
      return masks
    }
    self.fewest = fewest
    self.greatest = greatest
  }

  /// At least as many hits as any resample gives to any so many inputs.
  ///
  /// - Parameter inputs: different ones, at most all there are.
  func most(_ inputs: Int) -> Int { greatest[inputs] }

  /// At most as many.
  func least(_ inputs: Int) -> Int { fewest[inputs] }

  /// Draws resamples of an experiment's inputs: resample r draws input i at address (seed, "pool",
  /// r x inputs + i).
  ///
  /// - Complexity: O(resamples x inputs) hashes.
  init(_ resamples: Int, inputs: Int, seed: UInt64) {
    let address = NoiseAddress(experiment: seed, purpose: "pool")
    self.init(
      draws: (0..<resamples).map { resample in
        (0..<inputs).map { Int32(address.seed(resample * inputs + $0) % UInt64(inputs)) }
      }, inputs: inputs)
  }

  public var count: Int { draws.count }

  /// The inputs answered in one way, as a mask.
  package func mask(_ answers: [DiagnosticAnswer], _ wanted: DiagnosticAnswer) -> [UInt64] {
    var mask = [UInt64](repeating: 0, count: words)
    for (input, answer) in answers.enumerated() where answer == wanted {
      mask[input / 64] |= 1 << UInt64(input % 64)
    }
    return mask
  }

  /// How many of a resample's inputs a mask holds, each as often as it was drawn.
  ///
  /// - Complexity: O(inputs / 64 x ln of the largest multiplicity).
  package func hits(_ mask: [UInt64], resample: Int) -> Int {
    var total = 0
    masks[resample].withUnsafeBufferPointer { digits in
      mask.withUnsafeBufferPointer { mask in
        var place = 0
        var weight = 0
        while place < digits.count {
          var ones = 0
          for word in 0..<words {
            ones += (digits[place + word] & mask[word]).nonzeroBitCount
          }
          total += ones << weight
          place += words
          weight += 1
        }
      }
    }
    return total
  }
}
