import Estimation
import Foundation
import Runs

/// Runs by what they are on the readout pool and, by the same rule, on the confirmation pool.
public struct PoolTable: Sendable, Equatable {
  static let size = Outcome.allCases.count * Outcome.allCases.count

  /// [readout outcome, confirmation outcome], in the order of the outcomes' codes.
  public private(set) var counts: [Int]

  public init() { counts = Array(repeating: 0, count: Self.size) }

  init?(counts: [Int]) {
    guard counts.count == Self.size else { return nil }
    self.counts = counts
  }

  mutating func add(_ readout: Outcome, _ confirmation: Outcome) {
    counts[Self.place(readout, confirmation)] += 1
  }

  static func + (left: PoolTable, right: PoolTable) -> PoolTable {
    var sum = left
    for i in sum.counts.indices { sum.counts[i] += right.counts[i] }
    return sum
  }

  /// The same runs where the policies of the pair are exchanged.
  var exchanged: PoolTable {
    func other(_ outcome: Outcome) -> Outcome {
      outcome == .a ? .b : outcome == .b ? .a : outcome
    }
    var result = PoolTable()
    for readout in Outcome.allCases {
      for confirmation in Outcome.allCases {
        result.counts[Self.place(other(readout), other(confirmation))] =
          counts[Self.place(readout, confirmation)]
      }
    }
    return result
  }

  private static func place(_ readout: Outcome, _ confirmation: Outcome) -> Int {
    Int(readout.rawValue) * Outcome.allCases.count + Int(confirmation.rawValue)
  }

  private func runs(where condition: (Outcome, Outcome) -> Bool) -> Int {
    Outcome.allCases.reduce(0) { sum, readout in
      Outcome.allCases.reduce(sum) { sum, confirmation in
        sum + (condition(readout, confirmation) ? counts[Self.place(readout, confirmation)] : 0)
      }
    }
  }

  /// Runs by outcome on the confirmation pool.
  public var confirmation: OutcomeCounts {
    func count(_ outcome: Outcome) -> Int { runs { $1 == outcome } }
    return OutcomeCounts(
      a: count(.a), b: count(.b), other: count(.other), failed: count(.failed))
  }

  /// The variance, in nats squared and over runs, of the difference between both pools' ln(a / b):
  /// the same runs are counted twice.
  ///
  /// - Returns: nil where a policy has no runs on one of the pools.
  var varianceOfDifference: Double? {
    let totals = [Outcome.a, .b].map { policy in
      (Double(runs { readout, _ in readout == policy }), Double(runs { $1 == policy }))
    }
    guard totals.allSatisfy({ $0.0 > 0 && $0.1 > 0 }) else { return nil }
    func influence(_ outcome: Outcome, _ a: Double, _ b: Double) -> Double {
      outcome == .a ? 1 / a : outcome == .b ? -1 / b : 0
    }
    var sum = 0.0
    for readout in Outcome.allCases {
      for confirmation in Outcome.allCases {
        let difference = influence(readout, totals[0].0, totals[1].0)
          - influence(confirmation, totals[0].1, totals[1].1)
        sum += Double(counts[Self.place(readout, confirmation)]) * difference * difference
      }
    }
    return sum
  }
}
