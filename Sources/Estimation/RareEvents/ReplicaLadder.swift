import Foundation

/// One state of a chain on a rung: what an estimator over tilted laws (MBAR) reads.
public struct LadderRow: Hashable, Sendable {
  /// The tilt: the law is proportional to P_0 exp(strength x score); per unit of score.
  public let strength: Double
  public let score: Double
  /// The kind of model, where it was read.
  public let label: String?
  /// A chain is one rung of one ladder.
  public let chain: Int
  /// From 0 on, without the burn-in.
  public let step: Int
  /// The ladder: rows of different ladders are independent given the strengths.
  public let ladder: Int
  /// The run that is the state.
  public let run: Int
}

/// Replica exchange over tilts of the training law by the score.
///
/// Every rung of every ladder holds one run's noise. In a round each rung proposes a moved noise,
/// taken with probability min(1, exp(l (s' - s))) at strength l, and then neighbours, at even and
/// odd places in turn, exchange their states with probability min(1, exp((l_i - l_j) (s_j - s_i))):
/// both leave P_0(x) exp(l s(x)) as it is. The rung at strength 0 draws afresh every round. Step
/// sizes, the place of the rungs and that of the highest are adapted in the burn-in only, at rounds
/// that do not depend on what was measured; nothing from the burn-in is handed out.
///
/// Source: Geyer 1991; alternating neighbours after Syed et al. 2022.
public struct ReplicaLadder: AdaptiveDesign {
  public typealias Proposal = NoiseProposal
  public typealias Measured = ScoredRun
  /// Makes an estimate of ln P(A)/P(B) at strength 0 of rows, at a level.
  public typealias Reading = @Sendable (_ rows: [LadderRow], _ level: Double) -> Estimate

  /// What may be set.
  public struct Options: Hashable, Sendable {
    /// Rungs of a ladder, strength 0 among them; at least 3.
    public var rungs: Int
    /// Independent ladders, at least 1; at least 4 let chains be compared.
    public var ladders: Int
    /// Rounds in which strengths and steps are adapted, at least 32.
    public var burnIn: Int
    /// Names of the blocks of noise; at least one.
    public var blocks: [String]

    public init(
      rungs: Int = 8, ladders: Int = 4, burnIn: Int = 512, blocks: [String] = ["noise"]
    ) {
      self.rungs = rungs
      self.ladders = ladders
      self.burnIn = burnIn
      self.blocks = blocks
    }

    /// Why the options cannot be used.
    var problem: String? {
      if rungs < 3 { return "a ladder needs at least three rungs" }
      if ladders < 1 { return "give at least one ladder" }
      if burnIn < 32 { return "the burn-in needs at least 32 rounds to place the rungs" }
      if blocks.isEmpty || Set(blocks).count < blocks.count {
        return "blocks of noise need names, each its own"
      }
      return nil
    }
  }

  private struct State: Hashable, Sendable {
    let run: Int
    let score: Double
    let label: String?
    /// The end of the ladder that the state saw last: -1 the lowest, 1 the highest, 0 neither.
    var lastEnd = 0
  }

  /// Runs in all rounds together; never exceeded.
  public let budget: Int
  /// Of the draws that decide moves and swaps.
  public let seed: UInt64
  public let options: Options
  /// Runs proposed so far.
  public private(set) var proposed = 0
  /// Rising, from 0 on; empty before the first round came back.
  public private(set) var strengths: [Double] = []
  /// States after the burn-in, in the order of steps, ladders and rungs.
  public private(set) var rows: [LadderRow] = []
  /// Share of swaps taken between each rung and the next since the last adaptation.
  public var swapAcceptance: [Double] {
    zip(swapsTaken, swapsTried).map { $1 == 0 ? 0 : Double($0) / Double($1) }
  }
  /// Times that a state had come from the highest rung when it reached strength 0.
  public private(set) var returns = 0
  private let reading: Reading
  private let draws: AddressedDraws
  private var round = ProposedRound()
  private var roundsMeasured = 0
  private var states: [State] = []
  private var steps: [MoveSteps] = []
  private var scopes: [Int] = []
  private var swapsTried: [Int] = []
  private var swapsTaken: [Int] = []
  private var hits: [Int] = []
  private var roundsCounted = 0
  private var problem: String?

  /// - Parameters:
  ///   - budget: runs, at least 0: a round takes rungs x ladders.
  ///   - seed: of the design's own decisions; the noise of runs is addressed by the caller.
  ///   - reading: the estimator over tilted laws.
  public init(
    budget: Int, seed: UInt64, options: Options = Options(), reading: @escaping Reading
  ) {
    self.budget = budget
    self.seed = seed
    self.options = options
    self.reading = reading
    draws = AddressedDraws(seed: seed)
    problem = options.problem
  }

  /// - Complexity: O(rungs x ladders) a round.
  public mutating func next(after measured: [ScoredRun]) -> [NoiseProposal]? {
    if problem != nil { return nil }
    guard let runs = round.ordered(measured) else {
      problem = round.problem
      return nil
    }
    if runs.contains(where: { $0.score == .infinity }) {
      problem = "a score is infinite: no tilt by it is a law; bound the score"
      return nil
    }
    if !runs.isEmpty { take(runs) }
    let count = options.rungs * options.ladders
    if problem != nil || proposed + count > budget {
      _ = round.open(0)
      return nil
    }
    let first = round.open(count)
    proposed += count
    scopes = Array(repeating: 0, count: count)
    if states.isEmpty { return (0..<count).map { NoiseProposal(id: first + $0) } }
    let cosines = steps.map(\.cosines)
    return (0..<count).map { i in
      let rung = i % options.rungs
      if rung == 0 { return NoiseProposal(id: first + i) }
      scopes[i] = steps[rung].scope(draws, first + i)
      return NoiseProposal(
        id: first + i, parent: states[i].run, cosine: cosines[rung][scopes[i]])
    }
  }

  public func estimate(level: Double) -> Estimate {
    if let reason = Direct.invalid(level, true) ?? problem { return .refused(reason) }
    if rows.isEmpty {
      let least = (options.burnIn + 2) * options.rungs * options.ladders
      return .refused(
        "the budget ended in the burn-in: give at least \(least) runs, better ten times as many")
    }
    return reading(rows, level)
  }

  // MARK: One round

  private mutating func take(_ runs: [ScoredRun]) {
    if states.isEmpty {
      states = runs.map { State(run: $0.id, score: $0.score, label: $0.label) }
      place(runs.map(\.score))
      return
    }
    for (i, run) in runs.enumerated() {
      let rung = i % options.rungs
      let isAccepted = rung == 0 || accepts(run, at: i, strength: strengths[rung])
      if rung > 0 { steps[rung].count(scope: scopes[i], accepted: isAccepted) }
      if isAccepted {
        let lastEnd = rung == 0 ? 0 : states[i].lastEnd
        states[i] = State(run: run.id, score: run.score, label: run.label, lastEnd: lastEnd)
      }
    }
    roundsMeasured += 1
    swap()
    if roundsMeasured <= options.burnIn {
      // The first half of every stretch is still like the rungs before it.
      if (roundsMeasured - 1) % stretch >= stretch / 2 {
        for (i, state) in states.enumerated() where state.score > 0 { hits[i % options.rungs] += 1 }
        roundsCounted += 1
      }
      if isAdapting(roundsMeasured) { adapt() }
    } else {
      record()
    }
  }

  private func accepts(_ run: ScoredRun, at i: Int, strength: Double) -> Bool {
    if run.score >= states[i].score { return true }
    return log(draws.uniform(.accept, run.id)) < strength * (run.score - states[i].score)
  }

  private mutating func swap() {
    for ladder in 0..<options.ladders {
      for rung in stride(from: roundsMeasured % 2, to: options.rungs - 1, by: 2) {
        let i = ladder * options.rungs + rung
        let gap = strengths[rung + 1] - strengths[rung]
        let rise = states[i].score - states[i + 1].score
        let address = (roundsMeasured * options.ladders + ladder) * options.rungs + rung
        swapsTried[rung] += 1
        if rise >= 0 || log(draws.uniform(.swap, address)) < gap * rise {
          swapsTaken[rung] += 1
          states.swapAt(i, i + 1)
        }
      }
      let bottom = ladder * options.rungs
      if states[bottom].lastEnd == 1 { returns += 1 }
      states[bottom].lastEnd = -1
      states[bottom + options.rungs - 1].lastEnd = 1
    }
  }

  private mutating func record() {
    for (i, state) in states.enumerated() {
      rows.append(
        LadderRow(
          strength: strengths[i % options.rungs], score: state.score, label: state.label, chain: i,
          step: roundsMeasured - options.burnIn - 1, ladder: i / options.rungs, run: state.run))
    }
  }

  // MARK: The burn-in

  /// The first rungs: one standard deviation of the score apart in what a Gaussian score would do.
  private mutating func place(_ scores: [Double]) {
    let finite = scores.filter(\.isFinite)
    let mean = finite.reduce(0, +) / Double(finite.count)
    let variance = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(finite.count)
    guard variance > 0 else {
      problem = "the first runs all have the same score: nothing to tilt by"
      return
    }
    strengths = (0..<options.rungs).map { Double($0) / variance.squareRoot() }
    steps = Array(repeating: MoveSteps(blocks: options.blocks), count: options.rungs)
    resetCounts()
  }

  /// At every eighth of the burn-in; its last quarter lets chains settle where the rungs then are.
  private func isAdapting(_ round: Int) -> Bool {
    round % stretch == 0 && round <= 6 * stretch
  }

  /// Rounds between adaptations.
  private var stretch: Int { options.burnIn / 8 }

  private mutating func adapt() {
    strengths = LadderSpacing.equalised(
      strengths, failures: swapAcceptance.map { 1 - $0 }, top: wantedTop)
    for rung in 1..<options.rungs { steps[rung].adapt() }
    resetCounts()
  }

  /// Where three in four states are B's, between the rungs where that is crossed; farther up as
  /// long as it is not: a higher rung would say little of what lies around the border of B.
  private var wantedTop: Double {
    let states = Double(roundsCounted * options.ladders)
    let shares = hits.map { Double($0) / states }
    let last = strengths.count - 1
    guard shares[last] > 0.75 else { return strengths[last] * (shares[last] < 0.5 ? 1.5 : 1.1) }
    let above = max(1, shares.firstIndex { $0 > 0.75 } ?? last)
    let part = (0.75 - shares[above - 1]) / (shares[above] - shares[above - 1])
    // Where B is not rare at all two rungs still stand apart.
    return part.isFinite && shares[above - 1] < 0.75
      ? strengths[above - 1] + part * (strengths[above] - strengths[above - 1]) : strengths[1]
  }

  private mutating func resetCounts() {
    swapsTried = Array(repeating: 0, count: options.rungs - 1)
    swapsTaken = swapsTried
    hits = Array(repeating: 0, count: options.rungs)
    roundsCounted = 0
    returns = 0
  }
}
