import Estimation
import ExactSystems
import Mathematics

/// Differences of free energy by MBAR, states without samples among them.
enum MBARFamily: CalibrationFamily {
  static let name = "mbar"
  static let summary = "free-energy differences of several states; * marks one without samples"
  static let rule = CoverageRule.approximate

  static let cells = harmonic + exponential + gaussian

  private static let harmonic: [CalibrationCell] = {
    let system = HarmonicStates(centers: [1, 2, 3, 4], stiffnesses: [0.5, 1, 1.5, 2])
    return [(1, ""), (2, "*"), (3, "")].map { state, mark in
      cell("harmonic 0 to \(state)\(mark)", system.freeEnergies[state], [250, 120, 0, 200], state) {
        system.energies(system.positions(counts: $0, seed: $1))
      }
    }
  }()

  private static let exponential: [CalibrationCell] = {
    let system = ExponentialStates(rates: [1, 2, 3, 4])
    return [(1, "*"), (2, ""), (3, "")].map { state, mark in
      cell(
        "exponential 0 to \(state)\(mark)", system.freeEnergies[state], [150, 0, 250, 100], state
      ) {
        system.energies(system.positions(counts: $0, seed: $1))
      }
    }
  }()

  private static let gaussian: [CalibrationCell] = {
    let system = GaussianWork(difference: 1.5, deviation: 1.8)
    let fractions = [0, 0.25, 0.5, 0.75, 1]
    return [(2, "*"), (4, "")].map { state, mark in
      cell(
        "Gaussian work 0 to \(fractions[state])\(mark)",
        system.freeEnergy(atFraction: fractions[state]), [200, 0, 0, 0, 200], state
      ) { counts, seed in
        let forward = system.forward(count: counts[0], seed: seed)
        let reverse = system.reverse(count: counts[4], seed: seed)
        return system.energies(forward + reverse.map { -$0 }, fractions: fractions)
      }
    }
  }()

  private static func cell(
    _ name: String, _ truth: Double, _ counts: [Int], _ state: Int,
    _ energies: @escaping @Sendable ([Int], UInt64) -> Matrix
  ) -> CalibrationCell {
    CalibrationCell(name, truth: truth) { seed in
      answer(energies(counts, seed), counts: counts, to: state)
    }
  }

  static func answer(_ energies: Matrix, counts: [Int], to state: Int) -> CalibrationAnswer {
    let solved = try? MBAR(energies: energies, counts: counts)
    return CalibrationAnswer(
      solved.flatMap { try? $0.difference(from: 0, to: state) }, trainings: energies.rows)
  }
}
