import Estimation
import ExactSystems

/// L(0) where the response is a logit line: how wide for what a line would say.
enum DoseLineFamily: CalibrationFamily {
  static let name = "dose-line"
  static let summary = "L(0) of a logit line at fixed strengths, beside the line's own interval"
  static let rule = CoverageRule.narrow(1.5)

  static let cells =
    [300, 10_000, 1_000_000, 100_000_000].map { line(FixedDoseCells.five, runs: $0) }
    + [FixedDoseCells.nineWithZero, FixedDoseCells.nine].flatMap { design in
      [300, 10_000, 1_000_000].map { line(design, runs: $0) }
    }

  private static func line(_ design: FixedDoseCells.Design, runs: Int) -> CalibrationCell {
    FixedDoseCells.cell(
      design, ("line", .line(design.value, link: .logit)), runs: runs,
      ideal: .logit)
  }
}

/// L(0) with up to some 2,000 hits in all: every curve that the interval promises to hold.
enum DoseFewFamily: CalibrationFamily {
  static let name = "dose-few"
  static let summary = "L(0) at fixed strengths, up to 2,000 hits in all: links, bends, kinks"
  static let rule = CoverageRule.approximate

  static let cells = [
    (FixedDoseCells.five, 40), (FixedDoseCells.five, 300), (FixedDoseCells.nineWithZero, 60),
    (FixedDoseCells.nine, 200), (FixedDoseCells.oneSide, 300),
  ].flatMap { design, runs in
    let line = ("line", DoseTruth.line(design.value, link: .logit))
    // A change of slope at zero is promised where strengths stand close on both sides of it.
    let slopes = design.strengths.count == 9 ? FixedDoseCells.slopes(design) : []
    return ([line] + FixedDoseCells.smooth(design) + slopes).map {
      FixedDoseCells.cell(design, $0, runs: runs)
    }
  }
}

/// L(0) with many hits: links and mild bends.
enum DoseBendsFamily: CalibrationFamily {
  static let name = "dose-bends"
  static let summary = "L(0) at fixed strengths, many hits: other links and mild bends"
  static let rule = CoverageRule.bends

  static let cells = [
    (FixedDoseCells.five, 10_000), (FixedDoseCells.five, 1_000_000),
    (FixedDoseCells.nineWithZero, 300), (FixedDoseCells.nineWithZero, 10_000),
    (FixedDoseCells.nine, 300), (FixedDoseCells.nine, 10_000),
  ].flatMap { design, runs in
    FixedDoseCells.smooth(design).map { FixedDoseCells.cell(design, $0, runs: runs) }
  }
}

/// L(0) where the slope changes at zero and strengths stand close on both sides.
enum DoseKinksFamily: CalibrationFamily {
  static let name = "dose-kinks"
  static let summary = "L(0) where the slope changes at zero, strengths close on both sides"
  static let rule = CoverageRule.atLeast(0.92)

  static let cells = [FixedDoseCells.nineWithZero, FixedDoseCells.nine].flatMap { design in
    [300, 10_000].flatMap { runs in
      FixedDoseCells.slopes(design).map { FixedDoseCells.cell(design, $0, runs: runs) }
    }
  }
}

/// L(0) for what the interval does not promise, joined with the model range.
enum DoseApartFamily: CalibrationFamily {
  static let name = "dose-apart"
  static let summary = "L(0), interval and model range joined: kinks anywhere, lapses"
  static let rule = CoverageRule.atLeast(0.92)

  static let cells =
    [300, 10_000].flatMap { runs in
      (FixedDoseCells.slopes(FixedDoseCells.five) + FixedDoseCells.apart(FixedDoseCells.five)).map {
        FixedDoseCells.cell(FixedDoseCells.five, $0, runs: runs, joined: true)
      }
        + [FixedDoseCells.nineWithZero, FixedDoseCells.nine].flatMap { design in
          FixedDoseCells.apart(design).map {
            FixedDoseCells.cell(design, $0, runs: runs, joined: true)
          }
        }
    }
}

/// L(0) from bases that hardly differ, differ, or are all or nothing.
enum DoseBasesFamily: CalibrationFamily {
  static let name = "dose-bases"
  static let summary = "L(0) at fixed strengths from bases: alike, unlike, all or nothing"
  static let rule = CoverageRule.atLeast(0.92)

  static let cells = [0, 0.7, 1.5, .infinity].flatMap { (spread: Double) in
    [(20, 400), (40, 800)].map { bases, runs in
      let name = spread.isFinite ? "line, spread \(spread)" : "line, all or nothing"
      return FixedDoseCells.cell(
        FixedDoseCells.five, (name, .line(1, link: .logit)), runs: runs, bases: bases,
        spread: spread)
    }
  }
}

/// The strength of equality.
enum DoseEqualityFamily: CalibrationFamily {
  static let name = "dose-equality"
  static let summary = "strength of equality at fixed strengths: links and mild bends"
  static let rule = CoverageRule.atLeast(0.92)

  static let cells = [
    (FixedDoseCells.five, 300), (FixedDoseCells.five, 10_000), (FixedDoseCells.nine, 60),
    (FixedDoseCells.nine, 300), (FixedDoseCells.oneSide, 100),
  ].flatMap { design, runs in
    let line = ("line", DoseTruth.line(design.value, link: .logit))
    return ([line] + FixedDoseCells.smooth(design)).map {
      FixedDoseCells.equality(design, $0, runs: runs)
    }
  }
}
