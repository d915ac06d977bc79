import Estimation
import ExactSystems

/// The designs and responses that the families of fixed strengths share.
enum FixedDoseCells {
  struct Design: Sendable {
    let name: String
    let strengths: [Double]
    /// L(0), and the slope of a line that crosses zero at strength 1.
    let value: Double
  }

  static let five = Design(name: "five", strengths: [-2, -1, 1, 2, 3], value: 1)
  static let nineWithZero = Design(
    name: "nine with zero", strengths: [-1, -0.5, 0, 0.5, 0.75, 1, 1.25, 1.5, 2], value: 3)
  static let nine = Design(
    name: "nine", strengths: [-1, -0.5, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2], value: 3)
  /// Strengths on one side of zero, close to it.
  static let oneSide = Design(
    name: "one side", strengths: [0.1, 0.4, 0.7, 1, 1.3, 1.6], value: 2)

  typealias Response = (name: String, truth: DoseTruth)

  /// Other links and mild bends.
  static func smooth(_ design: Design) -> [Response] {
    let v = design.value
    return [
      ("probit", .line(v, link: .probit)),
      ("cloglog", .line(v, link: .complementaryLogLog)),
      ("loglog", .line(v, link: .logLog)),
      ("slope +8 %", .square(v, slope: v, share: 0.08)),
      ("slope -8 %", .square(v, slope: v, share: -0.08)),
      ("exponential", .exponential(v, slope: v, rate: 0.1)),
    ]
  }

  /// Another slope below zero.
  static func slopes(_ design: Design) -> [Response] {
    [0.6, 1.15, 1.5, 3].map {
      ("slope x \($0)", .kinked(design.value, slope: design.value, at: 0, factor: $0))
    }
  }

  /// Kinks elsewhere and lapses.
  static func apart(_ design: Design) -> [Response] {
    [0.4, 1.3, -0.4].map {
      ("kink at \($0)", .kinked(design.value, slope: design.value, at: $0, factor: 1.5))
    } + [0.02, 0.05].map {
      ("lapse \($0)", .lapse(design.value, slope: design.value, share: $0))
    }
  }

  static func runs(_ count: Int) -> String {
    count < 10_000 ? "\(count)" : count < 1_000_000 ? "\(count / 1000)k" : "\(count / 1_000_000)M"
  }

  /// L(0) by dose-response.
  ///
  /// - Parameter joined: whether the interval is joined with the model range.
  static func cell(
    _ design: Design, _ response: Response, runs: Int, bases: Int = 0, spread: Double = 0,
    joined: Bool = false, ideal: DoseLink? = nil
  ) -> CalibrationCell {
    let doses = FixedDoses(
      response.truth, strengths: design.strengths, runs: runs, bases: bases, spread: spread)
    let named = bases > 0 ? "\(bases) bases, " : ""
    return CalibrationCell(
      "\(design.name) \(response.name), \(named)\(Self.runs(runs))", truth: doses.logOdds(at: 0)
    ) { seed in
      let observations = doses.observations(seed: seed)
      let result = DoseResponse.estimate(
        observations, level: Calibration.level, comparesModels: joined, findsEquality: false
      ).result
      var answer = CalibrationAnswer(result)
      if joined, case .value(let point, let interval) = answer.said, let range = result.modelRange {
        answer.said = .value(point, interval.union(range))
      }
      if let ideal { answer.idealWidth = doses.lineWidth(observations, link: ideal) }
      return answer
    }
  }

  /// The strength of equality by dose-response.
  static func equality(_ design: Design, _ response: Response, runs: Int) -> CalibrationCell {
    let doses = FixedDoses(response.truth, strengths: design.strengths, runs: runs)
    return CalibrationCell(
      "\(design.name) \(response.name), \(Self.runs(runs))", truth: doses.equality(from: -5, to: 10)
    ) { seed in
      let result = DoseResponse.estimate(
        doses.observations(seed: seed), level: Calibration.level, comparesModels: false
      ).result
      let trainings = result.trainings
      guard let equality = result.equalStrength else {
        return CalibrationAnswer(.refused, trainings: trainings)
      }
      return CalibrationAnswer(
        .value(equality.strength, equality.interval), trainings: trainings)
    }
  }
}
