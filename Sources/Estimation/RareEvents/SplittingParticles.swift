import Foundation

/// One population of last-particle splitting, independent of all others.
///
/// The lowest state is dropped and replaced by a copy of a survivor, moved several times and kept
/// above the level it left. States that share the lowest score are dropped together.
struct SplittingParticles: Hashable, Sendable {
  struct State: Hashable, Sendable {
    let id: Int
    let score: Double
  }

  /// A copy on its way above the level.
  private struct Copy: Hashable, Sendable {
    let slot: Int
    var state: State
    var movesLeft: Int
    var scope = 0
  }

  let size: Int
  let moves: Int
  private(set) var states: [State] = []
  /// ln of the product of the shares that were left, in nats; minus infinity once extinct.
  private(set) var logProbability = 0.0
  /// Drops so far: several states at once are one.
  private(set) var drops = 0
  /// Whether several states ever shared the lowest score.
  private(set) var hasTies = false
  private(set) var isDone = false
  private(set) var correlation = ScoreCorrelation()
  private(set) var steps: MoveSteps
  private var copies: [Copy] = []
  private var dropsUntilAdapting: Int
  private(set) var level = -Double.infinity

  init(size: Int, moves: Int, blocks: [String]) {
    self.size = size
    self.moves = moves
    steps = MoveSteps(blocks: blocks)
    dropsUntilAdapting = size
  }

  mutating func proposals(from first: Int, draws: AddressedDraws) -> [NoiseProposal] {
    if isDone { return [] }
    if states.isEmpty { return (0..<size).map { NoiseProposal(id: first + $0) } }
    if copies.isEmpty { drop(first, draws) }
    if isDone { return [] }
    let cosines = steps.cosines
    return copies.indices.map { i in
      copies[i].scope = steps.scope(draws, first + i)
      return NoiseProposal(
        id: first + i, parent: copies[i].state.id, cosine: cosines[copies[i].scope])
    }
  }

  mutating func receive(_ runs: ArraySlice<ScoredRun>) {
    if runs.isEmpty || isDone { return }
    if states.isEmpty {
      states = runs.map { State(id: $0.id, score: $0.score) }
      return
    }
    for (i, run) in zip(copies.indices, runs) {
      let isAccepted = run.score > level
      steps.count(scope: copies[i].scope, accepted: isAccepted)
      correlation.add(from: copies[i].state.score, to: run.score)
      if isAccepted { copies[i].state = State(id: run.id, score: run.score) }
      copies[i].movesLeft -= 1
    }
    for copy in copies where copy.movesLeft == 0 { states[copy.slot] = copy.state }
    copies.removeAll { $0.movesLeft == 0 }
  }

  /// Drops the lowest states, and has survivors copied in their place.
  private mutating func drop(_ first: Int, _ draws: AddressedDraws) {
    let lowest = states.reduce(Double.infinity) { min($0, $1.score) }
    if lowest > 0 {
      isDone = true
      return
    }
    level = lowest
    var dropped: [Int] = []
    var kept: [Int] = []
    kept.reserveCapacity(size)
    for slot in states.indices {
      if states[slot].score > level { kept.append(slot) } else { dropped.append(slot) }
    }
    if dropped.count > 1 { hasTies = true }
    drops += 1
    if kept.isEmpty {
      logProbability = -.infinity
      isDone = true
      return
    }
    logProbability += log1p(-Double(dropped.count) / Double(size))
    copies = dropped.enumerated().map { i, slot in
      let survivor = kept[draws.index(.survivor, first + i, below: kept.count)]
      return Copy(slot: slot, state: states[survivor], movesLeft: moves)
    }
    dropsUntilAdapting -= dropped.count
    if dropsUntilAdapting <= 0 {
      // A population's worth of drops is what a level is elsewhere.
      steps.adapt()
      dropsUntilAdapting = size
    }
  }
}
