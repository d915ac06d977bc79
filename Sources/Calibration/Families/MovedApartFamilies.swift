import Estimation
import ExactSystems

/// Two harmonic states moved apart until they share nothing: MBAR.
enum MovedApartMBARFamily: CalibrationFamily {
  static let name = "moved-apart-mbar"
  static let summary = "two harmonic states moved apart, MBAR on 300 samples each"
  static let rule = CoverageRule.growing(0.93)

  static let cells = MovedApart.cells { system, seed in
    MBARFamily.answer(
      system.energies(system.positions(counts: MovedApart.counts, seed: seed)),
      counts: MovedApart.counts, to: 1)
  }
}

/// Two harmonic states moved apart until they share nothing: Bennett's acceptance ratio.
enum MovedApartBennettFamily: CalibrationFamily {
  static let name = "moved-apart-bennett"
  static let summary = "two harmonic states moved apart, Bennett on 300 samples each"
  static let rule = CoverageRule.growing(0.93)

  static let cells = MovedApart.cells { system, seed in
    let works = BennettFamily.harmonicWorks(system, counts: MovedApart.counts, seed: seed)
    return BennettFamily.answer(forward: works.forward, reverse: works.reverse)
  }
}

private enum MovedApart {
  static let counts = [300, 300]

  static func cells(
    _ answer: @escaping @Sendable (HarmonicStates, UInt64) -> CalibrationAnswer
  ) -> [CalibrationCell] {
    (0...10).map { step in
      let distance = Double(step) / 2
      let system = HarmonicStates(centers: [0, distance], stiffnesses: [1, 2])
      return CalibrationCell("\(distance) apart", truth: system.freeEnergies[1]) {
        answer(system, $0)
      }
    }
  }
}
