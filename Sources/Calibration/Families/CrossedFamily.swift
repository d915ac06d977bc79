import Estimation
import ExactSystems
import Foundation

/// Runs, in bases or not, on inputs, each with effects of its own of known size.
///
/// A run answers an input as A does with chance p + r + i, where r belongs to its run (or base) and
/// i to the input, uniform around zero: over new runs and new inputs the mean chance is p, and so
/// the truth is ln(p / (1 - p)).
private struct CrossedSystem {
  let chance: Double
  /// Half the range of the effects of runs (or bases) and of inputs.
  let runEffect: Double
  let inputEffect: Double

  var logOdds: Double { log(chance) - log1p(-chance) }

  /// - Parameters:
  ///   - clusters: runs, or bases where each has several runs.
  ///   - runs: of each cluster.
  /// - Returns: what `direct` says at the answer grain of inputs like these.
  func answer(seed: UInt64, clusters: Int, runs: Int, inputs: Int) -> CalibrationAnswer {
    var random = SystemStream(seed: seed, purpose: 31)
    let ofInputs = (0..<inputs).map { _ in inputEffect * (2 * random.uniform() - 1) }
    var all = ShareMoments(inputs: inputs)
    var sums = [Int](repeating: 0, count: inputs)
    var bases: [(moments: ShareMoments, inputsA: [Int])] = []
    for _ in 0..<clusters {
      let own = chance + runEffect * (2 * random.uniform() - 1)
      var moments = ShareMoments(inputs: inputs)
      var inputsA = [Int](repeating: 0, count: inputs)
      for _ in 0..<runs {
        var hits = 0
        for input in 0..<inputs where random.uniform() < own + ofInputs[input] {
          inputsA[input] += 1
          hits += 1
        }
        moments.add(answersA: hits, answersB: inputs - hits)
      }
      all += moments
      for input in 0..<inputs { sums[input] += inputsA[input] }
      bases.append((moments, inputsA))
    }
    let result: EstimatorResult
    let crossed: CrossedVariance?
    if runs == 1 {
      result = Direct.estimate(all, level: Calibration.level)
      crossed = CrossedVariance(all, inputsA: sums, inputsB: sums.map { clusters - $0 })
    } else {
      result = Direct.estimate(groups: bases.map(\.moments), level: Calibration.level)
      crossed = CrossedVariance(
        clusters: bases.map { base in (runs, base.inputsA, base.inputsA.map { runs - $0 }) })
    }
    return CalibrationAnswer(crossed.map { result.forInputsLikeThese(.own($0)) } ?? result)
  }

  static let none = CrossedSystem(chance: 0.7, runEffect: 0, inputEffect: 0)
  static let ofRuns = CrossedSystem(chance: 0.6, runEffect: 0.3, inputEffect: 0)
  static let ofInputs = CrossedSystem(chance: 0.6, runEffect: 0, inputEffect: 0.3)
  static let both = CrossedSystem(chance: 0.7, runEffect: 0.15, inputEffect: 0.15)
  static let all = [
    ("none", none), ("runs", ofRuns), ("inputs", ofInputs), ("both", both),
  ]

  static func cells(inputs: Int) -> [CalibrationCell] {
    all.flatMap { name, system in
      [(20, 1, "20 runs"), (200, 1, "200 runs"), (20, 10, "20 bases")].map { clusters, runs, unit in
        system.cell("\(name), \(unit), \(inputs) inputs", clusters, runs, inputs)
      }
    }
  }

  func cell(_ name: String, _ clusters: Int, _ runs: Int, _ inputs: Int) -> CalibrationCell {
    CalibrationCell(name, logOdds: logOdds) { seed in
      answer(seed: seed, clusters: clusters, runs: runs, inputs: inputs)
    }
  }
}

/// L at the answer grain for new runs and new inputs.
enum CrossedFamily: CalibrationFamily {
  static let name = "crossed"
  static let summary = "L at the answer grain for inputs like these: effects of runs, bases, inputs"
  static let rule = CoverageRule.approximate
  static let cells = CrossedSystem.cells(inputs: 20) + CrossedSystem.cells(inputs: 100)
}

/// The same with fewer than twenty inputs, or clusters.
enum CrossedFewFamily: CalibrationFamily {
  static let name = "crossed-few"
  static let summary = "the same with 5 inputs, or 5 runs: every cell covers at least 92 %"
  static let rule = CoverageRule.atLeast(0.92)
  static let cells = CrossedSystem.cells(inputs: 5) + CrossedSystem.all.map { name, system in
    system.cell("\(name), 5 runs, 20 inputs", 5, 1, 20)
  }
}

/// The same with fewer and fewer inputs.
enum CrossedWidthFamily: CalibrationFamily {
  static let name = "crossed-width"
  static let summary = "the same with 100, 20 and 5 inputs: the interval grows"
  static let rule = CoverageRule.growing(0.92)
  static let cells = [100, 20, 5].map {
    CrossedSystem.both.cell("200 runs, \($0) inputs", 200, 1, $0)
  }
}
