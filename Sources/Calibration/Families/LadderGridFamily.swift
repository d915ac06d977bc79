import Estimation
import ExactSystems
import Foundation
import Mathematics

/// L(0) by MBAR over the laws of scores that there may be: tails, blurred tails, classes with laws
/// of their own, classes that the score does not tell apart, a third class, chains.
enum LadderGridFamily: CalibrationFamily {
  static let name = "ladder-grid"
  static let summary = "L(0) by MBAR over laws of the score, with at least three samples of a class"
  static let rule = CoverageRule.speaking(refused: 0.05)

  static let cells = tails + spread + chains

  private static let tails: [CalibrationCell] = [
    LadderCells.cell("normal 2", LadderCells.normalTail(2), top: 2, 50),
    LadderCells.cell("normal 4", LadderCells.normalTail(4), top: 4, 50),
    LadderCells.cell("normal 4", LadderCells.normalTail(4), top: 4, 300),
    LadderCells.cell("normal 4", LadderCells.normalTail(4), top: 4, 2000),
    LadderCells.cell("normal 5.5", LadderCells.normalTail(5.5), top: 5.5, 50),
    LadderCells.cell("normal 4 short", LadderCells.normalTail(4), top: 2.5, 300),
    LadderCells.cell("normal 4 from .5", LadderCells.normalTail(4), bottom: 0.5, top: 4, 50),
    LadderCells.cell("normal 4 from 1", LadderCells.normalTail(4), bottom: 1, top: 4, 300),
    LadderCells.cell("normal 4 beyond", LadderCells.normalTail(4), top: 6, 50),
    LadderCells.cell("normal 4 of five", LadderCells.normalTail(4), top: 4, count: 5, 50),
    LadderCells.cell("normal 3, few", LadderCells.normalTail(3), top: 1, 300),
    LadderCells.cell("exponential 5", LadderCells.exponentialTail(5), top: 0.9, 50),
    LadderCells.cell("exponential 10", LadderCells.exponentialTail(10), top: 0.9, 50),
    LadderCells.cell("exponential 10", LadderCells.exponentialTail(10), top: 0.9, 300),
    LadderCells.cell("beta 3", LadderCells.betaTail(3), top: 8, 50),
    LadderCells.cell("beta 4.2", LadderCells.betaTail(4.2), top: 8, 50),
    LadderCells.cell("cut lognormal 10", LadderCells.cutLognormal(10), top: 0.6, 50),
  ]

  private static let spread: [CalibrationCell] = [
    LadderCells.cell("blur .3", LadderCells.blurred(0.3), top: 4, 50),
    LadderCells.cell("blur .3", LadderCells.blurred(0.3), top: 4, 300),
    LadderCells.cell("blur .6", LadderCells.blurred(0.6), top: 4, 50),
    LadderCells.cell("own 3 sd 1", LadderCells.own(3, 1, 4), top: 3, 50),
    LadderCells.cell("own 4 sd 1", LadderCells.own(4, 1, 8), top: 4, 50),
    LadderCells.cell("own 4 sd 1", LadderCells.own(4, 1, 8), top: 4, 300),
    LadderCells.cell("own 6 sd 1", LadderCells.own(6, 1, 12), top: 4, 300),
    LadderCells.cell("own 6 sd .5", LadderCells.own(6, 0.5, 12), top: 4, 50),
    LadderCells.cell("own 2 sd 1", LadderCells.own(2, 1, 8), top: 4, 300),
    LadderCells.cell("normal 4 from 2", LadderCells.normalTail(4), bottom: 2, top: 4, 300),
    LadderCells.cell("random .3", LadderCells.random(0.3), top: 2, 50),
    LadderCells.cell("random .03", LadderCells.random(0.03), top: 2, 300),
    LadderCells.cell("two regions", LadderCells.twoRegions, top: 7, 300),
    LadderCells.cell("third class at random", LadderCells.normalTail(4, other: 0.3), top: 4, 50),
    LadderCells.cell("third class between", LadderCells.between, top: 4, 50),
    LadderCells.cell("third class between", LadderCells.between, top: 4, 300),
  ]

  private static let chains: [CalibrationCell] = [
    LadderCells.chains("normal 3", LadderCells.normalTail(3), top: 3, correlation: 0.5),
    LadderCells.chains("normal 3", LadderCells.normalTail(3), top: 3, correlation: 0.8),
    LadderCells.chains("blur .6", LadderCells.blurred(0.6), top: 4, correlation: 0.5),
    LadderCells.chains("own 3 sd 1", LadderCells.own(3, 1, 4), top: 3, correlation: 0.5),
  ]
}

/// Where a ladder's interval cannot be right: weights of infinite variance, parts of a class that
/// no data of this size show.
enum LadderNamedFamily: CalibrationFamily {
  static let name = "ladder-named"
  static let summary = "L(0) by MBAR where no data of this size tell"
  static let rule = CoverageRule.named

  static let cells = [
    LadderCells.cell("own 3 - exponential", LadderCells.ownExponential, top: 4, 50),
    LadderCells.cell("own 3 - exponential", LadderCells.ownExponential, top: 4, 300),
    LadderCells.cell("exponential 10, blur 1", LadderCells.blurredExponential(1), top: 0.9, 50),
    LadderCells.cell("hidden middle part", LadderCells.hidden, top: 4, 300),
  ]
}
