import Foundation
import Mathematics

/// Free energies of states from samples of several of them (MBAR), with their covariance.
///
/// f_k = -ln integral exp(-u_k(x)) dx up to a constant, from the weights
/// W_nk = exp(f_k - u_kn) / sum_j N_j exp(f_j - u_jn) and the equations sum_n W_nk = 1. States with
/// N = 0 are read from the samples of the others. The covariance Theta = W'(I - W N W')^+ W speaks
/// of independent samples.
///
/// Source: Shirts & Chodera 2008, "Statistically optimal analysis of samples from multiple
/// equilibrium states", J. Chem. Phys. 129, 124105; Kong et al. 2003 for the covariance.
public struct MBAR: Sendable {
  /// N_k, [states].
  public let counts: [Int]
  /// f_k in nats, [states]; that of the first state is 0.
  public let freeEnergies: [Double]
  /// W'W, [states, states].
  public let weightProducts: Matrix
  /// Of the free energies, [states, states], in squared nats: only the variances of differences,
  /// Theta_ii + Theta_jj - 2 Theta_ij, have a meaning.
  public let covariance: Matrix
  /// What the samples say of two sets, if any were named.
  public let sets: SetOdds?
  /// States with the same number are joined by samples, if by way of others, [states].
  public let joined: [Int]
  /// For neighbours in the order of states, [states - 1].
  public let neighbors: [NeighborOverlap]

  /// Solves for any states.
  ///
  /// - Parameters:
  ///   - energies: u_k(x_n) in nats, [samples, states], the samples in any order; plus infinity
  ///     where a sample cannot occur in a state.
  ///   - counts: how many of the samples were drawn from each state, [states].
  ///   - labels: names the sets A and B of samples; read in the law of `setState`.
  ///   - setState: the state in which the odds of A against B are wanted.
  /// - Throws: `FreeEnergyError` where sizes do not fit, a number is NaN, the states are not joined
  ///   by samples, or the equations do not settle.
  /// - Complexity: O(samples x states^2), times about ten.
  public init(
    energies: Matrix, counts: [Int], labels: [SampleClass]? = nil, setState: Int = 0
  ) throws(FreeEnergyError) {
    guard energies.columns == counts.count else {
      throw .invalid("\(energies.columns) columns of energies for \(counts.count) states")
    }
    if energies.values.contains(where: { $0.isNaN || $0 == -.infinity }) {
      throw .invalid("an energy is NaN or minus infinity: check what made it")
    }
    let sampled = counts.indices.filter { counts[$0] > 0 }
    for n in 0..<energies.rows where !sampled.contains(where: { energies[n, $0].isFinite }) {
      throw .invalid("sample \(n) cannot occur in any state that was sampled: check the energies")
    }
    try self.init(
      EnergyTable(energies), counts: counts, labels: labels, setState: setState,
      start: [Double](repeating: 0, count: counts.count), selfConsistentSteps: 10)
  }

  /// Solves for laws proportional to P_0(x) exp(strength * score(x)).
  ///
  /// - Parameters:
  ///   - strengths: one for each state, [states].
  ///   - scores: of all samples, in any order.
  ///   - counts, labels, setState: as for any states.
  /// - Throws and complexity: as for any states.
  public init(
    strengths: [Double], scores: [Double], counts: [Int], labels: [SampleClass]? = nil,
    setState: Int = 0
  ) throws(FreeEnergyError) {
    try self.init(
      strengths: strengths, scores: scores, counts: counts, labels: labels, setState: setState,
      compresses: true)
  }

  /// - Parameter compresses: whether many samples are taken together (`TiltCompression`), which
  ///   changes nothing but rounding.
  package init(
    strengths: [Double], scores: [Double], counts: [Int], labels: [SampleClass]?, setState: Int,
    compresses: Bool
  ) throws(FreeEnergyError) {
    guard strengths.count == counts.count else {
      throw .invalid("\(strengths.count) strengths for \(counts.count) states")
    }
    if !strengths.allSatisfy(\.isFinite) || !scores.allSatisfy(\.isFinite) {
      throw .invalid("a strength or a score is not finite: check what made it")
    }
    // Shifting all scores shifts f_k by strength_k times as much and leaves the weights alone.
    let center = scores.isEmpty ? 0 : scores.reduce(0, +) / Double(scores.count)
    let energies = TiltEnergies(strengths: strengths, scores: scores.map { $0 - center })
    try Self.check(energies, counts, labels, setState)
    let compression =
      compresses
      ? TiltCompression(scores: energies.scores, labels: labels, strengths: strengths) : nil
    try self.init(
      energies, compression, counts: counts, labels: labels, setState: setState,
      start: [Double](repeating: 0, count: counts.count), selfConsistentSteps: 3,
      shift: strengths.map { -$0 * center })
  }

  /// Solves with the samples one by one.
  init<Energies: ReducedEnergies>(
    _ energies: Energies, counts: [Int], labels: [SampleClass]?, setState: Int, start: [Double],
    selfConsistentSteps: Int
  ) throws(FreeEnergyError) {
    try Self.check(energies, counts, labels, setState)
    let solution = try Self.solve(
      energies, weights: nil, counts: counts, start: start,
      selfConsistentSteps: selfConsistentSteps)
    try self.init(
      solution, Self.weightPass(energies, solution, counts), counts: counts, labels: labels,
      tails: nil, setState: setState, shift: counts.map { _ in 0 })
  }

  /// Solves with samples that were taken together, and asks all samples whether the solution is
  /// theirs.
  private init(
    _ energies: TiltEnergies, _ compression: TiltCompression?, counts: [Int],
    labels: [SampleClass]?, setState: Int, start: [Double], selfConsistentSteps: Int,
    shift: [Double]
  ) throws(FreeEnergyError) {
    guard let compression else {
      let solution = try Self.solve(
        energies, weights: nil, counts: counts, start: start,
        selfConsistentSteps: selfConsistentSteps)
      try self.init(
        solution, Self.weightPass(energies, solution, counts), counts: counts, labels: labels,
        tails: nil, setState: setState, shift: shift)
      return
    }
    let nodes = TiltEnergies(strengths: energies.strengths, scores: compression.scores)
    let weights = compression.weights(times: nil)
    let solution = try Self.solve(
      nodes, weights: weights, counts: counts, start: start,
      selfConsistentSteps: selfConsistentSteps)
    let all = Self.weightPass(energies, solution, counts)
    guard all.totals.allSatisfy({ abs($0 - 1) < 1e-9 }) else {
      try self.init(
        energies, nil, counts: counts, labels: labels, setState: setState, start: start,
        selfConsistentSteps: selfConsistentSteps, shift: shift)
      return
    }
    var pass = Self.weightPass(nodes, solution, counts)
    pass.counted = weights
    try self.init(
      solution, pass, counts: counts, labels: labels.map { _ in compression.labels },
      tails: labels.map { all.tails(labels: $0, setState: setState) },
      setState: setState, shift: shift)
  }

  /// What solved weights tell.
  private init<Energies: ReducedEnergies>(
    _ f: [Double], _ pass: WeightPass<Energies>, counts: [Int], labels: [SampleClass]?,
    tails: WeightTails?, setState: Int, shift: [Double]
  ) throws(FreeEnergyError) {
    let weights = pass.sums(labels: labels, setState: setState)
    // The answer is judged by what was asked, not by how the solver ended.
    for k in f.indices where !(abs(weights.totals[k] - 1) < 1e-7) { throw .stuck }
    let theta = try Theta(weightProducts: weights.products, counts: counts.map(Double.init))
    self.counts = counts
    let shifted = zip(f, shift).map { $0 + $1 }
    freeEnergies = shifted.map { $0 - shifted[0] }
    weightProducts = weights.products
    covariance = theta.covariance(weights.products)
    joined = Self.joinedStates(weights.products)
    neighbors = weights.neighbors
    sets = try labels.map { labels throws(FreeEnergyError) in
      try SetOdds(
        weights, tails: tails ?? pass.tails(labels: labels, setState: setState), theta: theta,
        setState: setState)
    }
  }

  /// f of all states, those without samples among them, [states].
  private static func solve<Energies: ReducedEnergies>(
    _ energies: Energies, weights: [Double]?, counts: [Int], start: [Double],
    selfConsistentSteps: Int
  ) throws(FreeEnergyError) -> [Double] {
    let sampled = counts.indices.filter { counts[$0] > 0 }
    let pass = MixturePass(
      energies: sampled.count == counts.count ? energies : energies.selecting(sampled),
      counts: sampled.map { Double(counts[$0]) }, weights: weights)
    let solution = try MixtureSolver(pass: pass).solve(
      from: sampled.map { start[$0] }, selfConsistentSteps: selfConsistentSteps)
    var f = [Double](repeating: 0, count: counts.count)
    for (index, k) in sampled.enumerated() { f[k] = solution[index] }
    if sampled.count == counts.count { return f }
    let logDenominators = pass.logDenominators(at: solution)
    for k in f.indices where counts[k] == 0 {
      let exponents = (0..<energies.samples).map {
        -energies.energy(state: k, sample: $0) - logDenominators[$0]
      }
      let top = exponents.max() ?? 0
      var sum = 0.0
      for n in exponents.indices { sum += (weights?[n] ?? 1) * exp(exponents[n] - top) }
      f[k] = -(top + log(sum))
      if !f[k].isFinite {
        throw .noOverlap("no sample can occur in state \(k): add states nearer to it")
      }
    }
    return f
  }

  private static func weightPass<Energies: ReducedEnergies>(
    _ energies: Energies, _ f: [Double], _ counts: [Int]
  ) -> WeightPass<Energies> {
    let sampled = counts.indices.filter { counts[$0] > 0 }
    let pass = MixturePass(
      energies: sampled.count == counts.count ? energies : energies.selecting(sampled),
      counts: sampled.map { Double(counts[$0]) }, weights: nil)
    return WeightPass(
      energies: energies, freeEnergies: f,
      logDenominators: pass.logDenominators(at: sampled.map { f[$0] }))
  }

  /// The difference f_j - f_i with its standard error for independent samples, in nats.
  ///
  /// - Throws: `FreeEnergyError.noOverlap` where no path of states that share samples leads from
  ///   one to the other: the error by formula shrinks there, so that none is given.
  /// - Complexity: O(1).
  public func difference(
    from i: Int, to j: Int
  ) throws(FreeEnergyError) -> (value: Double, standardError: Double) {
    guard joined[i] == joined[j] else {
      throw .noOverlap(
        "states \(i) and \(j) share too few samples, also by way of others: add states between"
          + " them, or samples")
    }
    let variance = covariance[i, i] + covariance[j, j] - 2 * covariance[i, j]
    return (freeEnergies[j] - freeEnergies[i], max(0, variance).squareRoot())
  }

  /// 1 / sum_n W_nk^2 (Kish): how many samples of state k itself would be as good, [states].
  public var effectiveSampleSizes: [Double] {
    counts.indices.map { 1 / weightProducts[$0, $0] }
  }

  /// Numbers the groups of states that are linked by pairs which share samples.
  ///
  /// With c = G_ij / sqrt(G_ii G_jj) of G = W'W, c / (1 + c) is the overlap of two states that were
  /// sampled equally often and alone, and it does not fall when further states come between them.
  private static func joinedStates(_ products: Matrix) -> [Int] {
    var groups = Array(0..<products.rows)
    for i in groups.indices {
      for j in 0..<i {
        let cosine = products[i, j] / (products[i, i] * products[j, j]).squareRoot()
        guard cosine / (1 + cosine) >= NeighborOverlap.leastOverlap, groups[i] != groups[j] else {
          continue
        }
        let (old, new) = (groups[i], groups[j])
        for k in groups.indices where groups[k] == old { groups[k] = new }
      }
    }
    return groups
  }

  private static func check(
    _ energies: some ReducedEnergies, _ counts: [Int], _ labels: [SampleClass]?, _ setState: Int
  ) throws(FreeEnergyError) {
    if energies.samples == 0 { throw .invalid("there are no samples: draw some") }
    if counts.contains(where: { $0 < 0 }) { throw .invalid("a state has a negative count") }
    var total = 0
    for count in counts {
      let (sum, overflow) = total.addingReportingOverflow(count)
      if overflow { throw .invalid("the counts are too large") }
      total = sum
    }
    if total != energies.samples {
      throw .invalid("the counts add to \(total) and there are \(energies.samples) samples")
    }
    if let labels, labels.count != energies.samples {
      throw .invalid("\(labels.count) labels for \(energies.samples) samples")
    }
    if !counts.indices.contains(setState) { throw .invalid("there is no state \(setState)") }
  }
}
