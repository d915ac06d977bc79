/// How many runs ended as which policy.
public struct OutcomeCounts: Hashable, Sendable {
  /// Runs that are A's.
  public var a: Int
  /// Runs that are B's.
  public var b: Int
  /// Runs that learned the training examples and are neither's.
  public var other: Int
  /// Runs that did not learn the training examples.
  public var failed: Int

  public init(a: Int = 0, b: Int = 0, other: Int = 0, failed: Int = 0) {
    self.a = a
    self.b = b
    self.other = other
    self.failed = failed
  }

  /// All runs.
  public var runs: Int { a + b + other + failed }
  /// Runs that are A's or B's.
  public var hits: Int { a + b }

  public static func + (left: Self, right: Self) -> Self {
    Self(
      a: left.a + right.a, b: left.b + right.b, other: left.other + right.other,
      failed: left.failed + right.failed)
  }

  public static func += (left: inout Self, right: Self) { left = left + right }

  /// Whether no count is below zero.
  var isValid: Bool { min(min(a, b), min(other, failed)) >= 0 }
}

/// Exact moments, over runs, of how many readout inputs a run answered as A does (x) and as B does
/// (y), out of `inputs`.
///
/// Integers, so that adding shards in any order gives the same numbers to the bit.
public struct ShareMoments: Hashable, Sendable {
  /// Readout inputs per run, the same for every run; 0 only where there are no runs.
  public var inputs: Int
  public var runs: Int
  public var sumA: Int
  public var sumB: Int
  public var sumAA: Int
  public var sumAB: Int
  public var sumBB: Int

  public init(
    inputs: Int = 0, runs: Int = 0, sumA: Int = 0, sumB: Int = 0, sumAA: Int = 0, sumAB: Int = 0,
    sumBB: Int = 0
  ) {
    self.inputs = inputs
    self.runs = runs
    self.sumA = sumA
    self.sumB = sumB
    self.sumAA = sumAA
    self.sumAB = sumAB
    self.sumBB = sumBB
  }

  /// Counts one run.
  ///
  /// - Parameters:
  ///   - answersA: readout inputs answered as A does, in 0 ... inputs.
  ///   - answersB: as B does; the policies differ on every input, so the two add to at most
  ///     `inputs`.
  public mutating func add(answersA: Int, answersB: Int) {
    runs += 1
    sumA += answersA
    sumB += answersB
    sumAA += answersA * answersA
    sumAB += answersA * answersB
    sumBB += answersB * answersB
  }

  /// Moments of both sets of runs together; the number of inputs is that of the side that has runs.
  public static func + (left: Self, right: Self) -> Self {
    Self(
      inputs: max(left.inputs, right.inputs), runs: left.runs + right.runs,
      sumA: left.sumA + right.sumA, sumB: left.sumB + right.sumB,
      sumAA: left.sumAA + right.sumAA, sumAB: left.sumAB + right.sumAB,
      sumBB: left.sumBB + right.sumBB)
  }

  public static func += (left: inout Self, right: Self) { left = left + right }

  /// The mean share of inputs answered as A does; NaN without runs.
  public var meanA: Double { Double(sumA) / (Double(runs) * Double(inputs)) }
  /// The mean share of inputs answered as B does; NaN without runs.
  public var meanB: Double { Double(sumB) / (Double(runs) * Double(inputs)) }

  /// Whether the sums can have come from runs with shares in [0, 1].
  var isValid: Bool {
    let least = min(min(inputs, runs), min(min(sumA, sumB), min(sumAA, min(sumAB, sumBB))))
    let (capacity, overflow) = runs.multipliedReportingOverflow(by: inputs)
    return least >= 0 && !overflow && (runs == 0 || inputs > 0) && sumA + sumB <= capacity
  }
}
