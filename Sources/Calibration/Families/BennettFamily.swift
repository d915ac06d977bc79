import Estimation
import ExactSystems

/// Differences of free energy by Bennett's acceptance ratio.
enum BennettFamily: CalibrationFamily {
  static let name = "bennett"
  static let summary = "free-energy difference from work in both directions"
  static let rule = CoverageRule.approximate

  static let cells = [
    gaussian(GaussianWork(difference: 0, deviation: 1), 50, 50),
    gaussian(GaussianWork(difference: 1.5, deviation: 1.8), 200, 200),
    gaussian(GaussianWork(difference: 3, deviation: 2.2), 600, 200),
    harmonic(distance: 1, 150, 150), harmonic(distance: 2, 300, 100),
  ]

  private static func gaussian(_ system: GaussianWork, _ n: Int, _ m: Int) -> CalibrationCell {
    CalibrationCell(
      "Gaussian work \(system.difference), \(n) and \(m)", truth: system.difference
    ) { seed in
      answer(
        forward: system.forward(count: n, seed: seed),
        reverse: system.reverse(count: m, seed: seed))
    }
  }

  private static func harmonic(distance: Double, _ n: Int, _ m: Int) -> CalibrationCell {
    let system = HarmonicStates(centers: [0, distance], stiffnesses: [1, 2])
    return CalibrationCell(
      "harmonic, \(distance) apart, \(n) and \(m)", truth: system.freeEnergies[1]
    ) { seed in
      let works = harmonicWorks(system, counts: [n, m], seed: seed)
      return answer(forward: works.forward, reverse: works.reverse)
    }
  }

  /// Works between the first two of harmonic states.
  static func harmonicWorks(
    _ system: HarmonicStates, counts: [Int], seed: UInt64
  ) -> (forward: [Double], reverse: [Double]) {
    let energies = system.energies(system.positions(counts: counts, seed: seed))
    let works = (0..<energies.rows).map { energies[$0, 1] - energies[$0, 0] }
    return (Array(works[..<counts[0]]), works[counts[0]...].map { -$0 })
  }

  static func answer(forward: [Double], reverse: [Double]) -> CalibrationAnswer {
    let solved = try? Bennett(forward: forward, reverse: reverse)
    return CalibrationAnswer(
      solved.map { ($0.difference, $0.standardError) }, trainings: forward.count + reverse.count)
  }
}
