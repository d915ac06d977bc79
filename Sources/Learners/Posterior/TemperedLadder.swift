import Estimation
import Foundation
import Kernels
import Mathematics
import Runs

/// One ladder of chains between a prior and its posterior, with replica exchange.
///
/// Rung k samples N(latents; 0, 1) x likelihood^power_k, power_0 = 0 and the last the target's. In
/// a round the chain on rung 0 is drawn afresh, each other makes one Hamiltonian move, and
/// neighbours at even and odd places in turn exchange their rungs with probability
/// min(1, exp((power_i - power_j) (l_j - l_i))). Steps and powers are adapted in the warm-up only.
/// Every draw has an address (seed, purpose, index), and every chain its own lane, so that neither
/// grouping nor threads nor the width of vectors changes a bit.
///
/// Source: Geyer 1991; alternating neighbours and equal shares of failed swaps after Syed et al.
/// 2022 (`LadderSpacing`); steps by Robbins & Monro toward an acceptance of .8.
package struct TemperedLadder {
  private static let wantedAcceptance = 0.8

  let settings: PosteriorSettings
  private let kernels: LaneKernels
  private let dimension: Int
  private let groups: [HamiltonianMoves]
  private let fresh: NormalStream
  private let kick: NormalStream
  private let draws: AddressedDraws
  /// Rounds done.
  private(set) var round = 0
  private(set) var powers: [Double]
  private var steps: [Double]
  /// By chain; chains keep their lanes, rungs are exchanged.
  private var rungs: [Int]
  /// By rung.
  private var chains: [Int]
  private var lineages: [Int]
  private var acceptances: [Double]
  private var swapsTaken: [Int]
  private var swapsTried: [Int]
  private var roundsCounted = 0

  /// Chains start as draws from the prior, one on each rung.
  package init(_ likelihood: any LaneLikelihood, settings: PosteriorSettings, seed: UInt64) {
    self.settings = settings
    kernels = likelihood.kernels
    dimension = likelihood.dimension
    fresh = NormalStream(seed: seed, purpose: 0x6672)
    kick = NormalStream(seed: seed, purpose: 0x6b69)
    draws = AddressedDraws(seed: seed)
    let count = settings.rungs
    let last = Double(count - 1)
    // Most of the way from prior to posterior lies at small powers; the warm-up finds out more.
    powers = (0..<count).map { k in
      let share = Double(k) / last
      return settings.beta * share * share * share * share
    }
    steps = Array(repeating: Self.longestStep(settings) / 4, count: count)
    rungs = Array(0..<count)
    chains = rungs
    lineages = rungs
    acceptances = Array(repeating: 0, count: count)
    swapsTried = Array(repeating: 0, count: count - 1)
    swapsTaken = swapsTried
    let lanes = kernels.lanes
    groups = (0..<(count + lanes - 1) / lanes).map { _ in HamiltonianMoves(likelihood) }
    for chain in 0..<count {
      fill(groups[chain / lanes].latents, lane: chain % lanes, from: fresh, index: chain)
    }
    for group in groups { group.refresh() }
  }

  /// A trajectory of a quarter turn forgets its start under the prior: none need be longer.
  private static func longestStep(_ settings: PosteriorSettings) -> Double {
    Double.pi / 2 / Double(settings.leapfrog)
  }

  /// Whether the state is one to be kept.
  package var isWarm: Bool { round > settings.warmUp }

  /// One round: moves, then exchanges.
  ///
  /// - Complexity: O(rungs x leapfrog) likelihoods, rounded up to whole lane vectors of chains.
  package mutating func advance() {
    round += 1
    for index in groups.indices { move(index) }
    swap()
    roundsCounted += 1
    if round == settings.warmUp || round < settings.warmUp && round % stretch == 0 { adapt() }
  }

  /// The state at the target.
  package var target: (latents: [Float], value: Double, lineage: Int) {
    let chain = chains[settings.rungs - 1]
    let group = groups[chain / kernels.lanes]
    let lane = chain % kernels.lanes
    let latents = (0..<dimension).map { group.latents[$0][lane] }
    return (latents, group.values[lane], lineages[chain])
  }

  package var report: LadderReport {
    LadderReport(
      powers: powers, steps: [0] + steps.dropFirst(),
      acceptance: acceptances.map { $0 / Double(max(1, roundsCounted)) },
      swaps: zip(swapsTaken, swapsTried).map { $1 == 0 ? 0 : Double($0) / Double($1) })
  }

  // MARK: One round

  private mutating func move(_ index: Int) {
    let group = groups[index]
    let lanes = kernels.lanes
    var laneSteps = [Float](repeating: 0, count: lanes)
    var lanePowers = [Double](repeating: 0, count: lanes)
    let members = index * lanes..<min((index + 1) * lanes, settings.rungs)
    for chain in members {
      let lane = chain % lanes
      let rung = rungs[chain]
      let address = round * settings.rungs + chain
      if rung == 0 {
        fill(group.latents, lane: lane, from: fresh, index: address)
        lineages[chain] = address
        for i in 0..<dimension { group.momenta[i][lane] = 0 }
      } else {
        fill(group.momenta, lane: lane, from: kick, index: address)
        // Steps of one length could fall in with the period of a mode.
        let jitter = 0.7 + 0.6 * draws.uniform(.jitter, address)
        laneSteps[lane] = Float(steps[rung] * jitter)
        lanePowers[lane] = powers[rung]
      }
    }
    let before = group.values
    let gains = group.move(steps: laneSteps, powers: lanePowers, leapfrog: settings.leapfrog)
    for chain in members where rungs[chain] > 0 {
      let lane = chain % lanes
      let rung = rungs[chain]
      let gain = gains[lane]
      let chance = gain.isNaN || !group.values[lane].isFinite ? 0 : exp(min(0, gain))
      if draws.uniform(.accept, round * settings.rungs + chain) >= chance {
        group.takeBack(lane: lane, value: before[lane])
      }
      acceptances[rung] += chance
      if round <= settings.warmUp { adaptStep(rung, acceptance: chance) }
    }
  }

  private mutating func swap() {
    for rung in stride(from: round % 2, to: settings.rungs - 1, by: 2) {
      let (low, high) = (chains[rung], chains[rung + 1])
      let gain = (powers[rung + 1] - powers[rung]) * (value(low) - value(high))
      swapsTried[rung] += 1
      if gain >= 0 || log(draws.uniform(.swap, round * settings.rungs + rung)) < gain {
        swapsTaken[rung] += 1
        chains.swapAt(rung, rung + 1)
        (rungs[low], rungs[high]) = (rung + 1, rung)
      }
    }
  }

  private func value(_ chain: Int) -> Double {
    groups[chain / kernels.lanes].values[chain % kernels.lanes]
  }

  /// Draws of one chain and round lie next to each other, an even number for each.
  private func fill(_ buffer: LaneBuffer<Float>, lane: Int, from stream: NormalStream, index: Int) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: dimension) { values in
      stream.fill(values, from: index * (dimension + dimension % 2))
      for i in 0..<dimension { buffer[i][lane] = values[i] }
    }
  }

  // MARK: The warm-up

  /// Rounds between two changes of powers.
  private var stretch: Int { settings.warmUp / 8 }

  private mutating func adaptStep(_ rung: Int, acceptance: Double) {
    let since = Double((round - 1) % stretch)
    let gain = 1 / pow(1 + since / 4, 0.7)
    let step = steps[rung] * exp(gain * (acceptance - Self.wantedAcceptance))
    steps[rung] = min(step, Self.longestStep(settings))
  }

  /// The last quarter of the warm-up leaves the powers alone, and so does every stretch's count of
  /// what came before it.
  private mutating func adapt() {
    if round <= 6 * stretch && settings.beta > 0 {
      powers = LadderSpacing.equalised(
        powers, failures: zip(swapsTaken, swapsTried).map { 1 - Double($0) / Double(max(1, $1)) },
        top: settings.beta)
    }
    acceptances = Array(repeating: 0, count: settings.rungs)
    swapsTried = Array(repeating: 0, count: settings.rungs - 1)
    swapsTaken = swapsTried
    roundsCounted = 0
  }
}
