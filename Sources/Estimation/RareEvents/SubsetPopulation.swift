import Foundation

/// One population of a subset simulation, independent of all others.
///
/// States above a level are found by chains: every state that passed the level starts one, and
/// moves are taken if they stay above it. Chains are as long as makes the population whole again,
/// the start included, their lengths differing by at most one.
///
/// Levels are passed by exceeding them: the level is the k-th smallest score, k = (1 - p0) N
/// rounded down, and all states with that score or a lower one are dropped. So the product of the
/// shares that were left has the expectation P for every N if moves forget their start (Brehier,
/// Lelievre & Rousset 2015, "Analysis of adaptive multilevel splitting algorithms in an idealized
/// case", ESAIM: Prob. Stat. 19, 361-394), and else up to a relative O(1/N): on half-spaces at
/// 1e-4, 1e-6, 1e-9 its mean was 1.00, 1.00, 1.03 times P for N = 1,024, and 1.01, 1.03, 1.07 times
/// for N = 512. Keeping the state at the level would add about (1 - p0)/(p0 N) a level.
///
/// Ties: states that share the level's score are dropped together and counted, and the expectation
/// stays (shown for paths of Markov chains by Brehier, Gazeau, Goudenege, Lelievre & Rousset 2016,
/// "Unbiasedness of some generalized adaptive multilevel splitting algorithms", Ann. Appl. Probab.
/// 26, 3559-3601; held to here by the tests with ties alone): a tie costs precision, not truth.
/// Where no state has a greater score the population is extinct, and its estimate is 0.
struct SubsetPopulation: Hashable, Sendable {
  /// A run that is a state of the population now, perhaps several times.
  struct State: Hashable, Sendable {
    let id: Int
    let score: Double
    /// The kind of model, by its place among `kinds`: states are copied by the million, and numbers
    /// alone cost nothing to copy.
    let kind: Int
    /// The fresh run that the state descends from, by its place in the population.
    let founder: Int
  }

  enum Fate: Hashable, Sendable {
    case running
    /// The last level was passed.
    case reached
    /// No state could pass the next level.
    case extinct
  }

  let size: Int
  /// The wanted share of states above the next level.
  let levelShare: Double
  private(set) var fate = Fate.running
  private(set) var levels: [SubsetLevel] = []
  /// ln of the product of the shares so far, in nats.
  private(set) var logProbability = 0.0
  /// For every level reached, from none on: its probability in nats and the scores found above it,
  /// in order.
  private(set) var profile: [(logProbability: Double, scores: [Double])] = []
  /// The states above the last level that was passed; those that are B's once the fate is reached.
  private(set) var states: [State] = []
  private(set) var steps: MoveSteps
  /// Kinds of models met so far, in the order of their coming.
  private var kinds: [String] = []
  private var level = -Double.infinity
  private var chains: [Int] = []
  private var lengths: [Int] = []
  private var heads: [State] = []
  /// States made so far, chain after chain as `lengths` has them, and how many of each chain.
  private var made: [State] = []
  private var starts: [Int] = []
  private var madeOf: [Int] = []
  /// Chains that are not yet as long as they shall be.
  private var moving: [Int] = []
  private var scopes: [Int] = []
  private var correlation = ScoreCorrelation()
  private var fresh = true

  init(size: Int, levelShare: Double, blocks: [String]) {
    self.size = size
    self.levelShare = levelShare
    steps = MoveSteps(blocks: blocks)
  }

  static func == (left: Self, right: Self) -> Bool {
    left.fate == right.fate && left.levels == right.levels && left.states == right.states
      && left.made == right.made && left.steps == right.steps && left.size == right.size
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(levels)
    hasher.combine(states)
  }

  /// The next proposals, numbered from `first` on; none once the fate is known.
  mutating func proposals(from first: Int, draws: AddressedDraws) -> [NoiseProposal] {
    if fate != .running { return [] }
    if fresh { return (0..<size).map { NoiseProposal(id: first + $0) } }
    scopes = moving.indices.map { steps.scope(draws, first + $0) }
    let cosines = steps.cosines
    return moving.indices.map { i in
      NoiseProposal(id: first + i, parent: heads[moving[i]].id, cosine: cosines[scopes[i]])
    }
  }

  /// - Parameter runs: what came of the last proposals, in their order.
  mutating func receive(_ runs: ArraySlice<ScoredRun>) {
    if runs.isEmpty || fate != .running { return }
    if fresh {
      let states = runs.enumerated().map { i, run in
        State(id: run.id, score: run.score, kind: kind(run.label), founder: i)
      }
      fresh = false
      pass(states, chains: Array(states.indices))
      return
    }
    for (i, run) in runs.enumerated() {
      let chain = moving[i]
      let isAccepted = run.score > level
      steps.count(scope: scopes[i], accepted: isAccepted)
      correlation.add(from: heads[chain].score, to: run.score)
      if isAccepted {
        heads[chain] = State(
          id: run.id, score: run.score, kind: kind(run.label), founder: heads[chain].founder)
      }
      made[starts[chain] + madeOf[chain]] = heads[chain]
      madeOf[chain] += 1
    }
    moving.removeAll { madeOf[$0] == lengths[$0] }
    if moving.isEmpty {
      pass(made, chains: lengths.indices.flatMap { Array(repeating: $0, count: lengths[$0]) })
    }
  }

  /// The number of a kind; -1 where none was read.
  private mutating func kind(_ label: String?) -> Int {
    guard let label else { return -1 }
    if let known = kinds.firstIndex(of: label) { return known }
    kinds.append(label)
    return kinds.count - 1
  }

  /// The kind of a state's model, where it was read.
  func label(of state: State) -> String? { state.kind < 0 ? nil : kinds[state.kind] }

  /// Finds the next level and starts the chains above it.
  private mutating func pass(_ all: [State], chains: [Int]) {
    let scores = all.map(\.score).sorted()
    profile.append((logProbability, scores))
    let dropped = scores.count - max(1, Int((levelShare * Double(scores.count)).rounded(.up)))
    let next = min(scores[dropped - 1], 0)
    let above = all.map { $0.score > next }
    let isFirst = levels.isEmpty
    if !above.contains(true) {
      fate = .extinct
      states = []
      return
    }
    levels.append(
      SubsetLevel(
        threshold: next, above: above, chains: chains,
        acceptance: isFirst ? nil : steps.acceptance,
        scoreCorrelation: isFirst ? nil : correlation.value,
        cosine: isFirst ? nil : meanCosine))
    logProbability += log(levels[levels.count - 1].share)
    states = zip(all, above).filter(\.1).map(\.0)
    if next == 0 {
      fate = .reached
      return
    }
    if !isFirst { steps.adapt() }
    correlation = ScoreCorrelation()
    level = next
    startChains()
  }

  /// Every state starts a chain, of which it is the first state.
  private mutating func startChains() {
    heads = states
    let n = states.count
    lengths = (0..<n).map { max(1, ($0 + 1) * size / n - $0 * size / n) }
    starts = []
    made = []
    for (state, length) in zip(states, lengths) {
      starts.append(made.count)
      made.append(contentsOf: repeatElement(state, count: length))
    }
    madeOf = Array(repeating: 1, count: n)
    moving = lengths.indices.filter { lengths[$0] > 1 }
  }

  private var meanCosine: Double {
    // In the order of blocks: a sum in a dictionary's order would differ from process to process.
    let cosines = steps.blocks.compactMap { steps.cosines[0][$0] }
    return cosines.reduce(0, +) / Double(cosines.count)
  }

  /// The highest level that was passed; minus infinity where none was; nil before any run.
  var reachedLevel: Double? { levels.last?.threshold ?? profile.first.map { _ in -.infinity } }

  /// The estimate of ln P(score > threshold), in nats; minus infinity where nothing was found.
  ///
  /// - Parameter threshold: at most the level reached.
  /// - Complexity: O(levels + states).
  func logProbability(above threshold: Double) -> Double {
    var stage = 0
    while stage + 1 < profile.count && levels[stage].threshold <= threshold { stage += 1 }
    let scores = profile[stage].scores
    let above = scores.count { $0 > threshold }
    return profile[stage].logProbability + log(Double(above) / Double(scores.count))
  }
}
