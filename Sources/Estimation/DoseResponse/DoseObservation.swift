/// What was measured at one strength, in one group.
public struct DoseObservation: Hashable, Sendable {
  /// Signed: positive presses toward B, negative toward A.
  public var strength: Double
  public var counts: OutcomeCounts
  public var shares: ShareMoments
  /// The pretrained base that the runs share; nil where runs are independent.
  public var group: Int?

  public init(
    strength: Double, counts: OutcomeCounts, shares: ShareMoments = ShareMoments(),
    group: Int? = nil
  ) {
    self.strength = strength
    self.counts = counts
    self.shares = shares
    self.group = group
  }
}

/// Sums over the runs of one strength and group: of x, the run's share of A, and y, its share of B.
///
/// At the run grain x and y are 0 or 1; at the answer grain shares of inputs. Every formula of the
/// dose-response needs these sums and no others, so the grains share their code.
struct DoseCell: Sendable {
  private(set) var strength: Double
  let group: Int?
  var runs: Double
  var a: Double
  var b: Double
  var aa: Double
  var ab: Double
  var bb: Double

  var hits: Double { a + b }
  /// Units that carry the sum (Kish): the number of hits at the run grain.
  var effectiveA: Double { aa > 0 ? a * a / aa : 0 }
  var effectiveB: Double { bb > 0 ? b * b / bb : 0 }
  var hasTenOfEach: Bool { min(effectiveA, effectiveB) >= 10 }

  init(_ observation: DoseObservation, grain: Grain) {
    strength = observation.strength
    group = observation.group
    switch grain {
    case .run:
      runs = Double(observation.counts.runs)
      a = Double(observation.counts.a)
      b = Double(observation.counts.b)
      (aa, ab, bb) = (a, 0, b)
    case .answer:
      let shares = observation.shares
      let m = Double(max(shares.inputs, 1))
      runs = Double(shares.runs)
      a = Double(shares.sumA) / m
      b = Double(shares.sumB) / m
      aa = Double(shares.sumAA) / (m * m)
      ab = Double(shares.sumAB) / (m * m)
      bb = Double(shares.sumBB) / (m * m)
    }
  }

  /// Its hits alone.
  var hitsCell: FirthLogit.Cell { FirthLogit.Cell(strength: strength, a: a, b: b) }

  /// Expected hits, for a plan.
  init(strength: Double, a: Double, b: Double) {
    self.strength = strength
    group = nil
    runs = a + b
    (self.a, self.b, aa, ab, bb) = (a, b, a, 0, b)
  }

  mutating func add(_ other: DoseCell) {
    runs += other.runs
    a += other.a
    b += other.b
    aa += other.aa
    ab += other.ab
    bb += other.bb
  }

  /// The same at another place.
  func moved(to strength: Double) -> DoseCell {
    var result = self
    result.strength = strength
    return result
  }

  /// The same with fewer, or more, hits for what it is worth.
  func divided(by factor: Double) -> DoseCell {
    var result = self
    result.a /= factor
    result.b /= factor
    result.aa /= factor * factor
    result.ab /= factor * factor
    result.bb /= factor * factor
    return result
  }

  /// Observations as cells, one for each strength and group, by strength and then by group; cells
  /// without any hit are left out.
  static func cells(_ observations: [DoseObservation], grain: Grain) -> [DoseCell] {
    merged(observations.map { DoseCell($0, grain: grain) }).filter { $0.hits > 0 }
  }

  /// Cells of one strength and group added up, by strength and then by group.
  ///
  /// - Complexity: O(cells), and O(cells ln cells) where they are not in this order.
  static func merged(_ cells: [DoseCell]) -> [DoseCell] {
    func precedes(_ left: DoseCell, _ right: DoseCell) -> Bool {
      left.strength != right.strength
        ? left.strength < right.strength : (left.group ?? .min) < (right.group ?? .min)
    }
    let isSorted = !zip(cells, cells.dropFirst()).contains { precedes($1, $0) }
    var result: [DoseCell] = []
    result.reserveCapacity(cells.count)
    for cell in isSorted ? cells : cells.sorted(by: precedes) {
      if let last = result.last, last.strength == cell.strength, last.group == cell.group {
        result[result.count - 1].add(cell)
      } else {
        result.append(cell)
      }
    }
    return result
  }

  /// Groups that cells belong to, numbered in rising order.
  ///
  /// - Returns: the number of each cell's group, or -1, and how many groups there are.
  /// - Complexity: O(cells) where groups are named by small numbers, else O(cells ln cells).
  static func groupNumbers(_ cells: [DoseCell]) -> (numbers: [Int], count: Int) {
    let named = cells.lazy.compactMap(\.group)
    guard let least = named.min(), let most = named.max() else {
      return (cells.map { _ in -1 }, 0)
    }
    if least >= 0, most < 4 * cells.count + 64 {
      var numbers = [Int](repeating: -1, count: most + 1)
      for group in named { numbers[group] = 0 }
      var count = 0
      for group in numbers.indices where numbers[group] == 0 {
        numbers[group] = count
        count += 1
      }
      return (cells.map { $0.group.map { numbers[$0] } ?? -1 }, count)
    }
    let sorted = Set(named).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
    return (cells.map { $0.group.map { numbers[$0]! } ?? -1 }, sorted.count)
  }

  /// The same with groups added up: one cell for each strength.
  static func pooled(_ cells: [DoseCell]) -> [DoseCell] {
    var pooled: [DoseCell] = []
    for cell in cells {
      if pooled.last?.strength == cell.strength {
        pooled[pooled.count - 1].add(cell)
      } else {
        pooled.append(cell)
      }
    }
    return pooled
  }

  /// How much of the residual sum (1 - p) x - p y the cell's runs carry.
  func residual(probabilityA p: Double, probabilityB q: Double) -> Double { q * a - p * b }

  /// Sum over the cell's runs of the square of (1 - p) x - p y.
  func squares(probabilityA p: Double, probabilityB q: Double) -> Double {
    q * q * aa - 2 * p * q * ab + p * p * bb
  }
}

extension [DoseObservation] {
  /// The grain that says more: runs, unless more than half of the learned ones are neither's.
  public var betterGrain: Grain {
    let all = reduce(OutcomeCounts()) { $0 + $1.counts }
    return all.other > all.hits && contains { $0.shares.runs > 0 } ? .answer : .run
  }
}
