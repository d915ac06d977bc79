import Foundation

/// Places strengths for the dose-response: a coarse pilot, then where runs tell of L(0).
///
/// With an automatic grain most runs serve the one that says more, and a share the other.
///
/// Strength zero is never proposed: it belongs to `direct`, whose runs are others.
public struct StrengthDesign: AdaptiveDesign {
  public typealias Measured = DoseObservation

  /// Runs to be trained at one strength.
  public struct Proposal: Hashable, Sendable {
    public let strength: Double
    public let runs: Int
    /// Runs that earlier rounds already proposed at this strength: the new ones have indices
    /// `first ..< first + runs`, so that no noise is used twice.
    public let first: Int
  }

  /// What may be set.
  public struct Options: Hashable, Sendable {
    /// Sizes of the pilot's strengths; each is tried toward A and toward B.
    public var pilotSizes: [Double]
    /// The largest share of the budget that the pilot may take.
    public var pilotShare: Double
    /// Sizes are searched within these.
    public var sizes: ClosedRange<Double>

    public init(
      pilotSizes: [Double] = [1, 1e-1, 1e-2, 1e-3, 1e-4], pilotShare: Double = 0.15,
      sizes: ClosedRange<Double> = 1e-9...1e5
    ) {
      self.pilotSizes = pilotSizes
      self.pilotShare = pilotShare
      self.sizes = sizes
    }
  }

  /// Runs in all rounds together.
  public let budget: Int
  /// What is counted; nil serves both, most the one that says more, anew in every round.
  public let grain: Grain?
  public let options: Options

  public private(set) var observations: [DoseObservation] = []
  /// Runs proposed so far.
  public private(set) var proposed = 0
  private var proposedAt: [Double: Int] = [:]
  private var searches = 0
  private var refinements = 0

  /// - Parameters:
  ///   - budget: runs, at least 0; never exceeded.
  ///   - grain: what is counted; nil is automatic.
  public init(budget: Int, grain: Grain? = nil, options: Options = Options()) {
    self.budget = budget
    self.grain = grain
    self.options = options
  }

  private var remaining: Int { budget - proposed }

  /// Runs at each strength of the pilot and of a search.
  private var pilotRuns: Int {
    let cells = Double(max(1, 2 * options.pilotSizes.count))
    return max(1, min(40, Int(Double(budget) * options.pilotShare / cells)))
  }

  public mutating func next(after measured: [DoseObservation]) -> [Proposal]? {
    observations += measured
    if remaining <= 0 { return nil }
    if proposed == 0 {
      return propose(options.pilotSizes.flatMap { [($0, pilotRuns), (-$0, pilotRuns)] })
    }
    var ready: [StrengthTargets] = []
    var searched: [Double]?
    for grain in grains {
      let cells = DoseCell.cells(observations, grain: grain)
      if let strengths = search(DoseCell.pooled(cells)) {
        if searched == nil && ready.isEmpty && !strengths.isEmpty { searched = strengths }
        continue
      }
      guard let fit = DoseFit(cells, grain: grain) else { continue }
      let base = DoseResponse.narrowed(fit)
      if let strengths = widening(base) {
        if searched == nil && ready.isEmpty { searched = strengths }
      } else {
        ready.append(StrengthTargets(fit, base: base))
      }
    }
    if let searched, searches < 16 {
      searches += 1
      return propose(searched.map { ($0, pilotRuns) })
    }
    return ready.isEmpty ? nil : refine(ready)
  }

  /// What is counted, what matters most first.
  private var grains: [Grain] {
    if let grain { return [grain] }
    let better = observations.betterGrain
    if !observations.contains(where: { $0.shares.runs > 0 }) { return [better] }
    return better == .run ? [.run, .answer] : [.answer, .run]
  }

  public func estimate(level: Double) -> Estimate {
    fitted(level: level, comparesModels: false, findsEquality: false).result.estimate
  }

  /// The dose-response on the rounds so far.
  ///
  /// - Parameter comparesModels, findsEquality: as for `DoseResponse.estimate`.
  public func fitted(
    level: Double, comparesModels: Bool = true, findsEquality: Bool = true
  ) -> DoseResponse.Fitted {
    DoseResponse.estimate(
      observations, grain: grain, level: level, comparesModels: comparesModels,
      findsEquality: findsEquality)
  }

  // MARK: Finding where the outcome turns

  /// Strengths that look for the turn; nil once A and B overlap, or where looking is over.
  private func search(_ cells: [DoseCell]) -> [Double]? {
    let seenA = cells.contains { $0.a > 0 }
    let seenB = cells.contains { $0.b > 0 }
    switch (seenA, seenB) {
    case (false, false): return wider([1, -1]) ?? []
    case (true, false): return wider([1]) ?? []
    case (false, true): return wider([-1]) ?? []
    case (true, true): break
    }
    guard let gap = Separation(cells) else { return nil }
    if gap.below < gap.above {
      let parts = between(gap.below, gap.above)
      return parts.isEmpty ? [gap.below, gap.above] : parts
    }
    // Both classes at one strength only: step to both sides.
    return [step(from: gap.below, over: tried.last { $0 < gap.below }, up: false),
      step(from: gap.below, over: tried.first { $0 > gap.below }, up: true)]
  }

  /// All strengths proposed so far, in order.
  private var tried: [Double] { proposedAt.keys.sorted() }

  /// Two more decades outward on the given sides, with the mirror image of the first.
  private func wider(_ signs: [Double]) -> [Double]? {
    let largest = tried.map { abs($0) }.max() ?? 1
    let sizes = [largest * 10, largest * 100].filter { $0 <= options.sizes.upperBound }
    guard let first = sizes.first else { return nil }
    let sides = signs.count == 1 ? [-signs[0] * first] : []
    return signs.flatMap { sign in sizes.map { sign * $0 } } + sides
  }

  /// Halfway from a strength to its neighbour in orders of magnitude, or a third of it toward zero.
  private func step(from strength: Double, over neighbour: Double?, up: Bool) -> Double {
    guard let neighbour, neighbour != 0, (neighbour < 0) == (strength < 0) else {
      return (strength > 0) == up ? strength * 3 : strength / 3
    }
    return (strength < 0 ? -1 : 1) * (strength * neighbour).squareRoot()
  }

  /// Strengths that part a gap: on a scale of orders of magnitude while it is wide.
  private func between(_ low: Double, _ high: Double) -> [Double] {
    if low < 0 && high > 0 {
      let size = max(-low, high)
      let inside = [size / 10, -size / 10, size / 100, -size / 100].filter {
        $0 > low && $0 < high && abs($0) >= options.sizes.lowerBound
      }
      if !inside.isEmpty { return inside }
      let smaller = min(-low, high) / 10
      return smaller >= options.sizes.lowerBound ? [smaller, -smaller] : []
    }
    if low == 0 || high == 0 { return [(low + high) / 2] }
    let ratio = high / low
    let magnitude = (abs(low), abs(high))
    if max(ratio, 1 / ratio) < 1.05 { return [] }
    return [0.25, 0.5, 0.75].map { part in
      (low < 0 ? -1 : 1) * pow(magnitude.0, 1 - part) * pow(magnitude.1, part)
    }
  }

  /// Larger strengths where none of those tried moves the outcome noticeably.
  private func widening(_ base: DoseFit) -> [Double]? {
    guard let line = base.line(level: 0.9, isBad: false) else { return nil }
    if line.slopeEstablished { return nil }
    return wider([1, -1])
  }

  // MARK: Placing where it is informative

  /// The round's share of what is left: the last round takes all.
  private static let shares = [0.15, 0.3, 0.5, 1]

  /// The part of a round that serves the grain that matters less.
  private static let otherGrainPart = 0.25

  private mutating func refine(_ ready: [StrengthTargets]) -> [Proposal]? {
    let share = refinements < Self.shares.count ? Self.shares[refinements] : 1
    refinements += 1
    let runs = min(remaining, max(1, Int((Double(remaining) * share).rounded(.up))))
    let parts = ready.count == 1 ? [1] : [1 - Self.otherGrainPart, Self.otherGrainPart]
    var strengths: [(strength: Double, part: Double)] = []
    for (targets, part) in zip(ready, parts) {
      let own = targets.strengths(runs: part * Double(remaining))
      strengths += own.map { ($0.strength, $0.part * part) }
    }
    let usable = strengths.filter { $0.strength.isFinite && $0.strength != 0 }
    if usable.isEmpty { return propose(tried.map { ($0, max(1, runs / tried.count)) }) }
    return propose(
      Self.apportion(runs, usable.map(\.part)).enumerated().map {
        (usable[$0.offset].strength, $0.element)
      })
  }

  /// Whole numbers in the given proportions that add up to `total`, by largest remainder.
  private static func apportion(_ total: Int, _ parts: [Double]) -> [Int] {
    let sum = parts.reduce(0, +)
    let exact = parts.map { Double(total) * $0 / sum }
    var whole = exact.map { Int($0) }
    let order = exact.indices.sorted {
      (exact[$1] - Double(whole[$1]), $0) < (exact[$0] - Double(whole[$0]), $1)
    }
    for i in order.prefix(total - whole.reduce(0, +)) { whole[i] += 1 }
    return whole
  }

  /// Registers a round: three digits, strengths near an earlier one taken there, nothing beyond the
  /// budget.
  private mutating func propose(_ wanted: [(strength: Double, runs: Int)]) -> [Proposal]? {
    var round: [(strength: Double, runs: Int)] = []
    var left = remaining
    for (strength, runs) in wanted {
      let limited = min(max(abs(strength), options.sizes.lowerBound), options.sizes.upperBound)
      let taken = min(runs, left)
      if taken <= 0 { continue }
      left -= taken
      let placed = placing(strength < 0 ? -limited : limited)
      if let i = round.firstIndex(where: { $0.strength == placed }) {
        round[i].runs += taken
      } else {
        round.append((placed, taken))
      }
    }
    if round.isEmpty { return nil }
    return round.map { strength, runs in
      let first = proposedAt[strength] ?? 0
      proposedAt[strength] = first + runs
      proposed += runs
      return Proposal(strength: strength, runs: runs, first: first)
    }
  }

  /// Hits at one strength add up: a strength within a tenth of an earlier one is taken there.
  private func placing(_ strength: Double) -> Double {
    let rounded = Self.threeDigits(strength)
    let nearest = tried.min { abs($0 - rounded) < abs($1 - rounded) }
    if let nearest, abs(nearest - rounded) <= 0.1 * abs(rounded) { return nearest }
    return rounded
  }

  /// The nearest number with three significant digits, the same on every machine.
  static func threeDigits(_ value: Double) -> Double { Double(String(format: "%.2e", value))! }
}
