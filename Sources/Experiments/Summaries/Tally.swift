import Estimation
import Runs

/// Counts over runs that were trained alike: all that estimates need, and it adds up.
public struct Tally: Sendable, Equatable {
  /// Runs by outcome, one entry per rule of the reading.
  public internal(set) var outcomes: [OutcomeCounts]
  /// Moments of the per-run shares of readout inputs answered as a and as b.
  public internal(set) var shares: ShareMoments
  /// Runs by outcome under each resample of the readout inputs; empty where none was asked for.
  public internal(set) var resampled: [OutcomeCounts]
  /// Per readout input, the runs that answered as a and as b.
  public internal(set) var inputsA: [Int]
  public internal(set) var inputsB: [Int]
  /// Per further policy of the catalogue, runs that are neither a's nor b's and answer the
  /// threshold's share of the inputs as it does, each counted for the nearest policy.
  public internal(set) var namedRuns: [Int]
  /// Per further policy, answers that are neither a's nor b's and are its.
  public internal(set) var namedAnswers: [Int]
  /// Runs of b's by the policy they are most like: the further ones of the catalogue, then b
  /// itself; empty without further policies.
  public internal(set) var kindsOfB: [Int]
  /// Answers given on the confirmation pool as a, as b, and at all.
  public internal(set) var confirmationA = 0
  public internal(set) var confirmationB = 0
  public internal(set) var confirmationAll = 0
  /// Sum of the gradient ratio over the runs in which it is a number: diverged ones have none.
  public internal(set) var gradientRatioSum = 0.0
  /// How many runs that are.
  public internal(set) var gradientRatios = 0
  /// Sums over runs and groups of inputs of A^2, A B and B^2, where A and B are the inputs of the
  /// group that the run answered as a and as b; empty where inputs are the unit.
  public internal(set) var groupSquares: [Int]
  /// Runs by outcome on the readout pool and on the confirmation pool; nil where counts that were
  /// stored before both were kept are part of it.
  public internal(set) var pools: PoolTable? = PoolTable()
  /// Of text; nil where the task is none, and where runs that were stored before this was kept are
  /// part of it.
  public internal(set) var text: TextSums?

  /// An empty tally for a reading.
  public init(_ reading: Reading) {
    outcomes = Array(repeating: OutcomeCounts(), count: reading.rules.count)
    shares = ShareMoments(inputs: reading.inputs)
    resampled = Array(repeating: OutcomeCounts(), count: reading.resamples.count)
    inputsA = Array(repeating: 0, count: reading.inputs)
    inputsB = inputsA
    namedRuns = Array(repeating: 0, count: reading.named)
    namedAnswers = namedRuns
    kindsOfB = Array(repeating: 0, count: reading.named == 0 ? 0 : reading.named + 1)
    groupSquares = Array(repeating: 0, count: reading.groups == nil ? 0 : 3)
    text = reading.references.map(TextSums.init(references:))
  }

  public var runs: Int { shares.runs }
  /// Runs by outcome under the experiment's own rule.
  public var counts: OutcomeCounts { outcomes[0] }
  /// Nil where every run diverged.
  public var meanGradientRatio: Double? {
    runs == 0 ? 0 : gradientRatios == 0 ? nil : gradientRatioSum / Double(gradientRatios)
  }

  /// Adds one run.
  ///
  /// - Complexity: O(readout inputs x (1 + resamples)).
  public mutating func add(_ readout: Readout, _ reading: Reading) {
    var a = 0
    var b = 0
    for (index, answer) in readout.answers.enumerated() {
      if answer == .a {
        a += 1
        inputsA[index] += 1
      } else if answer == .b {
        b += 1
        inputsB[index] += 1
      }
    }
    shares.add(answersA: a, answersB: b)
    for (index, rule) in reading.rules.enumerated() {
      outcomes[index].add(readout.outcome(rule, hitsA: a, hitsB: b, of: reading.inputs))
    }
    addResamples(readout, reading)
    for (index, hits) in readout.named.enumerated() { namedAnswers[index] += Int(hits.alone) }
    if let named = readout.named(reading.rules[0]) { namedRuns[named] += 1 }
    if let kind = readout.kind(reading.rules[0]) { kindsOfB[kind] += 1 }
    confirmationA += readout.confirmation.count { $0 == .a }
    confirmationB += readout.confirmation.count { $0 == .b }
    confirmationAll += readout.confirmation.count
    if readout.gradientRatio.isFinite {
      gradientRatioSum += readout.gradientRatio
      gradientRatios += 1
    }
    if let groups = reading.groups { addGroups(readout.answers, groups, units: reading.units) }
    if let kept = readout.text {
      text?.add(kept, loss: readout.finalLoss)
    } else {
      text = nil
    }
    let rule = reading.rules[0]
    pools?.add(
      readout.outcome(rule, hitsA: a, hitsB: b, of: reading.inputs), readout.confirmed(rule))
  }

  private mutating func addGroups(_ answers: [DiagnosticAnswer], _ groups: [Int], units: Int) {
    var counts = [(a: Int, b: Int)](repeating: (0, 0), count: units)
    for (answer, group) in zip(answers, groups) {
      if answer == .a { counts[group].a += 1 } else if answer == .b { counts[group].b += 1 }
    }
    for (a, b) in counts {
      groupSquares[0] += a * a
      groupSquares[1] += a * b
      groupSquares[2] += b * b
    }
  }

  private mutating func addResamples(_ readout: Readout, _ reading: Reading) {
    let resamples = reading.resamples
    if resamples.count == 0 { return }
    let answeredA = resamples.mask(readout.answers, .a)
    let answeredB = resamples.mask(readout.answers, .b)
    for index in 0..<resamples.count {
      let outcome = readout.outcome(
        reading.rules[0], hitsA: resamples.hits(answeredA, resample: index),
        hitsB: resamples.hits(answeredB, resample: index), of: reading.inputs)
      resampled[index].add(outcome)
    }
  }

  public static func + (left: Tally, right: Tally) -> Tally {
    var sum = left
    for i in sum.outcomes.indices { sum.outcomes[i] = left.outcomes[i] + right.outcomes[i] }
    // Arms without resamples leave none to their sum.
    sum.resampled = left.resampled.count == right.resampled.count
      ? zip(left.resampled, right.resampled).map { $0 + $1 } : []
    for i in sum.inputsA.indices {
      sum.inputsA[i] += right.inputsA[i]
      sum.inputsB[i] += right.inputsB[i]
    }
    for i in sum.namedRuns.indices {
      sum.namedRuns[i] += right.namedRuns[i]
      sum.namedAnswers[i] += right.namedAnswers[i]
    }
    for i in sum.kindsOfB.indices { sum.kindsOfB[i] += right.kindsOfB[i] }
    for i in sum.groupSquares.indices { sum.groupSquares[i] += right.groupSquares[i] }
    sum.pools = left.pools.flatMap { left in right.pools.map { left + $0 } }
    sum.text = left.text.flatMap { left in right.text.map { left + $0 } }
    sum.shares = left.shares + right.shares
    sum.confirmationA += right.confirmationA
    sum.confirmationB += right.confirmationB
    sum.confirmationAll += right.confirmationAll
    sum.gradientRatioSum += right.gradientRatioSum
    sum.gradientRatios += right.gradientRatios
    return sum
  }
}

// MARK: Exchanged

extension Tally {
  /// The same runs where the policies of the pair are exchanged.
  ///
  /// - Precondition: without further policies, since only b's runs are told apart by kinds.
  var exchanged: Tally {
    precondition(kindsOfB.isEmpty, "kinds of a are not counted")
    var result = self
    result.outcomes = outcomes.map(\.exchanged)
    result.resampled = resampled.map(\.exchanged)
    (result.inputsA, result.inputsB) = (inputsB, inputsA)
    (result.confirmationA, result.confirmationB) = (confirmationB, confirmationA)
    if !groupSquares.isEmpty {
      result.groupSquares = [groupSquares[2], groupSquares[1], groupSquares[0]]
    }
    result.pools = pools?.exchanged
    result.text = text?.exchanged
    result.shares = shares.exchanged
    return result
  }
}

// MARK: As stored

extension Tally {
  /// The tally as words of 64 bits, in an order that never changes.
  package var words: [Int] {
    var words: [Int] = []
    for counts in outcomes + resampled {
      words += [counts.a, counts.b, counts.other, counts.failed]
    }
    words += inputsA + inputsB + namedRuns + namedAnswers + kindsOfB
    words += [
      shares.runs, shares.sumA, shares.sumB, shares.sumAA, shares.sumAB, shares.sumBB,
      confirmationA, confirmationB, confirmationAll,
      Int(bitPattern: UInt(gradientRatioSum.bitPattern)), gradientRatios,
    ]
    words += groupSquares
    words += pools?.counts ?? []
    words += text?.words ?? []
    return words
  }

  /// - Parameter words: those of a tally that was stored before both pools were kept, or what is
  ///   kept of text, are read too.
  package init?(words: [Int], like shape: Tally) {
    let ofText = shape.text?.words.count ?? 0
    let whole = shape.words.count - ofText
    guard
      [whole + ofText, whole, whole - PoolTable.size].contains(words.count)
    else { return nil }
    self = shape
    var rest = words[...]
    func take() -> Int { rest.removeFirst() }
    func counts() -> OutcomeCounts {
      OutcomeCounts(a: take(), b: take(), other: take(), failed: take())
    }
    for i in outcomes.indices { outcomes[i] = counts() }
    for i in resampled.indices { resampled[i] = counts() }
    for i in inputsA.indices { inputsA[i] = take() }
    for i in inputsB.indices { inputsB[i] = take() }
    for i in namedRuns.indices { namedRuns[i] = take() }
    for i in namedAnswers.indices { namedAnswers[i] = take() }
    for i in kindsOfB.indices { kindsOfB[i] = take() }
    shares = ShareMoments(
      inputs: shape.shares.inputs, runs: take(), sumA: take(), sumB: take(), sumAA: take(),
      sumAB: take(), sumBB: take())
    confirmationA = take()
    confirmationB = take()
    confirmationAll = take()
    gradientRatioSum = Double(bitPattern: UInt64(UInt(bitPattern: take())))
    gradientRatios = take()
    for i in groupSquares.indices { groupSquares[i] = take() }
    pools = rest.isEmpty ? nil : PoolTable(counts: Array(rest.prefix(PoolTable.size)))
    text = shape.text == nil || words.count < whole + ofText
      ? nil : TextSums(words: Array(rest.suffix(ofText)))
  }
}

extension ShareMoments {
  var exchanged: ShareMoments {
    ShareMoments(
      inputs: inputs, runs: runs, sumA: sumB, sumB: sumA, sumAA: sumBB, sumAB: sumAB,
      sumBB: sumAA)
  }
}

extension OutcomeCounts {
  var exchanged: OutcomeCounts { OutcomeCounts(a: b, b: a, other: other, failed: failed) }

  mutating func add(_ outcome: Outcome, times: Int = 1) {
    switch outcome {
    case .a: a += times
    case .b: b += times
    case .other: other += times
    case .failed: failed += times
    }
  }
}
