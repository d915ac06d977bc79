import Estimation
import Runs

/// Adds packed runs up to the same tally as `Tally.add` makes of unpacked ones, which stays the
/// clear reference for it.
package struct TallyCounter {
  private var sums: Tally
  private let reading: Reading
  private let isExchanged: Bool
  private var inputsA: BitCounter
  private var inputsB: BitCounter
  private var maskA: [UInt64]
  private var maskB: [UInt64]
  /// Answers that a run must give to be a policy's, by rule.
  private let needed: [Int]
  /// Runs that are the same under every resample.
  private var resampledAlike = OutcomeCounts()

  /// What one run came to.
  package struct Counted {
    package let outcome: Outcome
    /// By the answers to the confirmation pool.
    package let confirmed: Outcome
    let hitsA: Int
    let hitsB: Int
    package let kind: Int?
  }

  package init(_ reading: Reading, isExchanged: Bool) {
    self.reading = reading
    self.isExchanged = isExchanged
    sums = Tally(reading)
    let words = (reading.inputs + 63) / 64
    inputsA = BitCounter(words: words)
    inputsB = inputsA
    maskA = [UInt64](repeating: 0, count: words)
    maskB = maskA
    needed = reading.rules.map { ReadoutRule.needed($0.threshold, of: reading.inputs) }
  }

  /// Adds a run that fits the reading.
  ///
  /// - Complexity: O(inputs / 64), and as much for each resample where the run's policy hangs on the
  ///   inputs drawn.
  @discardableResult
  package mutating func add(_ run: PackedRun) -> Counted {
    var hits = run.answers(&maskA, &maskB)
    var confirmation = run.confirmationHits
    if isExchanged {
      swap(&maskA, &maskB)
      hits = (hits.b, hits.a)
      confirmation = (confirmation.b, confirmation.a)
    }
    inputsA.add(maskA)
    inputsB.add(maskB)
    sums.shares.add(answersA: hits.a, answersB: hits.b)
    let text = run.text
    let quality = ReadoutQuality(run, text)
    for index in reading.rules.indices {
      sums.outcomes[index].add(
        quality.outcome(
          reading.rules[index], hitsA: hits.a, hitsB: hits.b, needed: needed[index]))
    }
    let rule = reading.rules[0]
    let outcome = quality.outcome(rule, hitsA: hits.a, hitsB: hits.b, needed: needed[0])
    addResamples(outcome == .failed, hits)
    let kind = addNamed(run, outcome, hits.b)
    sums.confirmationA += confirmation.a
    sums.confirmationB += confirmation.b
    sums.confirmationAll += run.confirmationInputs
    let ratio = run.gradientRatio
    if ratio.isFinite {
      sums.gradientRatioSum += ratio
      sums.gradientRatios += 1
    }
    if let groups = reading.groups { addGroups(groups) }
    if let text {
      sums.text?.add(isExchanged ? text.exchanged : text, loss: run.finalLoss)
    } else {
      sums.text = nil
    }
    let confirmed = quality.outcome(
      rule, hitsA: confirmation.a, hitsB: confirmation.b,
      needed: ReadoutRule.needed(rule.threshold, of: run.confirmationInputs))
    sums.pools?.add(outcome, confirmed)
    return Counted(
      outcome: outcome, confirmed: confirmed, hitsA: hits.a, hitsB: hits.b, kind: kind)
  }

  /// Adds a run that is not kept packed, by way of the reference.
  @discardableResult
  package mutating func add(_ run: Readout) -> Counted {
    let readout = isExchanged ? run.exchanged : run
    sums.add(readout, reading)
    let rule = reading.rules[0]
    return Counted(
      outcome: readout.outcome(rule), confirmed: readout.confirmed(rule),
      hitsA: readout.answers.count { $0 == .a }, hitsB: readout.answers.count { $0 == .b },
      kind: readout.kind(rule))
  }

  /// A run that any resample would call alike is not counted resample by resample.
  private mutating func addResamples(_ isFailed: Bool, _ hits: (a: Int, b: Int)) {
    let resamples = reading.resamples
    if resamples.count == 0 { return }
    let needed = needed[0]
    if isFailed {
      resampledAlike.failed += 1
      return
    }
    let (mayBeA, mayBeB) = (
      resamples.most(hits.a) >= needed, resamples.most(hits.b) >= needed
    )
    if resamples.least(hits.a) >= needed {
      resampledAlike.a += 1
    } else if !mayBeA, !mayBeB {
      resampledAlike.other += 1
    } else if !mayBeA, resamples.least(hits.b) >= needed {
      resampledAlike.b += 1
    } else {
      for index in 0..<resamples.count {
        if mayBeA, resamples.hits(maskA, resample: index) >= needed {
          sums.resampled[index].a += 1
        } else if mayBeB, resamples.hits(maskB, resample: index) >= needed {
          sums.resampled[index].b += 1
        } else {
          sums.resampled[index].other += 1
        }
      }
    }
  }

  /// - Returns: which policy a run of b's is most like.
  private mutating func addNamed(_ run: PackedRun, _ outcome: Outcome, _ hitsB: Int) -> Int? {
    if reading.named == 0 { return nil }
    let named = run.named
    for (index, hits) in named.enumerated() { sums.namedAnswers[index] += Int(hits.alone) }
    switch outcome {
    case .other:
      var best: Int?
      for (index, hits) in named.enumerated() where Int(hits.all) >= needed[0] {
        if best == nil || hits.all > named[best!].all { best = index }
      }
      if let best { sums.namedRuns[best] += 1 }
      return nil
    case .b:
      var best = (index: named.count, hits: hitsB)
      for (index, hits) in named.enumerated() where Int(hits.all) > best.hits {
        best = (index, Int(hits.all))
      }
      sums.kindsOfB[best.index] += 1
      return best.index
    case .a, .failed: return nil
    }
  }

  private mutating func addGroups(_ groups: [Int]) {
    var counts = [(a: Int, b: Int)](repeating: (0, 0), count: reading.units)
    for (input, group) in groups.enumerated() {
      if maskA[input / 64] >> UInt64(input % 64) & 1 == 1 { counts[group].a += 1 }
      if maskB[input / 64] >> UInt64(input % 64) & 1 == 1 { counts[group].b += 1 }
    }
    for (a, b) in counts {
      sums.groupSquares[0] += a * a
      sums.groupSquares[1] += a * b
      sums.groupSquares[2] += b * b
    }
  }

  /// The runs added so far.
  package var tally: Tally {
    var tally = sums
    for index in tally.resampled.indices {
      tally.resampled[index] = tally.resampled[index] + resampledAlike
    }
    for (input, count) in inputsA.counts(reading.inputs).enumerated() {
      tally.inputsA[input] += count
    }
    for (input, count) in inputsB.counts(reading.inputs).enumerated() {
      tally.inputsB[input] += count
    }
    return tally
  }
}

/// What decides a run's outcome beside its answers.
private struct ReadoutQuality {
  private let trainingRight: Int
  private let trainingCount: Int
  private let gate: Double
  private let isDiverged: Bool
  /// Whether most of what it writes is no answer.
  private let isOutside: Bool

  init(_ run: PackedRun, _ text: TextReadout?) {
    isOutside = text?.isMostlyOutside == true
    trainingRight = run.trainingRight
    trainingCount = run.trainingCount
    gate = Double(run.gate)
    isDiverged = run.finalLoss.isNaN
  }

  /// As `Readout.outcome` says it.
  func outcome(_ rule: ReadoutRule, hitsA: Int, hitsB: Int, needed: Int) -> Outcome {
    if isDiverged || isOutside { return .failed }
    if trainingRight < ReadoutRule.needed(rule.learned, of: trainingCount) { return .failed }
    if gate < rule.gate - 1e-6 { return .failed }
    return hitsA >= needed ? .a : hitsB >= needed ? .b : .other
  }
}

/// Counts, for each of many inputs, how many masks held it: the counts stand in binary, one word of 64
/// inputs a digit, so that a mask is added by a few operations a word.
private struct BitCounter {
  private let words: Int
  /// Digit after digit from the lowest, [digits, words].
  private var digits: [UInt64] = []

  init(words: Int) { self.words = words }

  mutating func add(_ mask: [UInt64]) {
    for word in 0..<words {
      var carry = mask[word]
      var place = word
      while carry != 0 {
        if place >= digits.count { digits += [UInt64](repeating: 0, count: words) }
        let both = digits[place] & carry
        digits[place] ^= carry
        carry = both
        place += words
      }
    }
  }

  func counts(_ inputs: Int) -> [Int] {
    (0..<inputs).map { input in
      var count = 0
      for (digit, place) in stride(from: input / 64, to: digits.count, by: words).enumerated() {
        count += Int(digits[place] >> UInt64(input % 64) & 1) << digit
      }
      return count
    }
  }
}
