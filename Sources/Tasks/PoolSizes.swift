import Documents
import Runs

/// The sets of a task.
public enum PoolName: String, CaseIterable, Sendable {
  case training = "train"
  case pressure
  case readout
  case confirmation
  /// Inputs outside the training set on which the pair agrees.
  case agreeing

  /// The sets whose sizes are settings; there are as many agreeing rows as pressure rows.
  package static let sized: [PoolName] = [.training, .pressure, .readout, .confirmation]

  /// What the set is, as the meaning of a key.
  var meaning: String {
    switch self {
    case .training: "training examples"
    case .pressure: "diagnostic inputs that training sees without labels"
    case .readout: "diagnostic inputs that training never sees"
    case .confirmation: "diagnostic inputs that nothing is decided by"
    case .agreeing: "inputs outside the training set on which the policies agree"
    }
  }

  /// Whether the policies agree on the set's rows.
  var agrees: Bool { self == .training || self == .agreeing }
}

/// How many rows each set of a generated task has: the keys `train`, `pressure`, `readout` and
/// `confirmation`.
struct PoolSizes: Sendable {
  private let sizes: [Int]

  /// - Parameter defaults: rows, in the order of `PoolName.sized`.
  init(reading settings: SettingsReader, defaults: [Int]) {
    sizes = zip(PoolName.sized, defaults).map { pool, fallback in
      // Two rows hold one of each class; a million is past what an experiment repeats.
      settings.integer(
        pool.rawValue, default: fallback, in: 2...1_000_000, pool.meaning)
    }
  }

  subscript(pool: PoolName) -> Int {
    sizes[PoolName.sized.firstIndex(of: pool == .agreeing ? .pressure : pool) ?? 0]
  }

  var total: Int { sizes.reduce(0, +) }
}

/// The data's own seed: not the runs', so that changing theirs repeats a measurement on the same
/// set-up.
func readSeed(_ settings: SettingsReader) -> Int {
  settings.integer("seed", default: 1, in: 0...Int.max, "of the data")
}

/// Builds a task of two policies and two classes from a function that makes its rows.
///
/// Classes are balanced to within one row: row i is of class i mod 2. On training examples and
/// agreeing inputs both policies answer the row's class; on diagnostic inputs the first policy
/// answers it and the second answers the other class.
///
/// - Parameters:
///   - width: numbers in a row.
///   - row: appends the numbers of one row, from (set, index in the set, the first policy's class,
///     the second policy's class), and returns the row's name or nil for the plain one.
///   - readoutGroups: per readout input its group; nil where inputs are the unit.
func encodeTwoClasses(
  policies: [String], pair: PolicyPair, sizes: PoolSizes, width: Int,
  readoutGroups: [Int]? = nil,
  row: (PoolName, Int, Int, Int, inout [Float]) -> String?
) -> EncodedTask {
  let pools = PoolName.allCases.map { pool in
    var values: [Float] = []
    values.reserveCapacity(sizes[pool] * width)
    var (first, second): ([UInt16], [UInt16]) = ([], [])
    var names: [String] = []
    for index in 0..<sizes[pool] {
      let own = index % 2
      let other = pool.agrees ? own : 1 - own
      let name = row(pool, index, own, other, &values)
      first.append(UInt16(own))
      second.append(UInt16(other))
      names.append(name ?? "\(pool.rawValue):\(index + 1)")
    }
    return Pool(
      inputs: InputMatrix(count: sizes[pool], width: width, values: values),
      answers: [AnswerKey(first), AnswerKey(second)], rowNames: names,
      groups: pool == .readout ? readoutGroups : nil)
  }
  return EncodedTask(
    heads: [2], policies: policies, pair: pair, training: pools[0], pressure: pools[1],
    readout: pools[2], confirmation: pools[3], agreeing: pools[4])
}
