import Documents
import Runs

/// Few examples in many dimensions, and diagnostic inputs that all lie along one direction.
///
/// The class is the sign of the first coordinate; training examples hold it at least `margin` away
/// from 0, all other coordinates are noise, uniform in (-1, 1). Diagnostic inputs are powers of
/// two, with either sign, times one direction whose first coordinate is `alignment` and whose
/// length is 1. Policy `first-coordinate` answers the class everywhere, `opposite` does so except
/// along that direction. A linear learner's answers there hang on one number only, whose law is
/// known exactly: what estimators of rare policies are held to.
public struct OneDirection: TaskKind {
  public static let name = "one-direction"
  public static let summary =
    "diagnostic inputs along one direction: the law of linear-gaussian is exact"

  let dimensions: Int
  let train: Int
  let margin: Double
  let alignment: Double
  let seed: Int

  /// Rows of each diagnostic pool: the factors 2^k and -2^k with these k.
  private static let powers: [[Int]] = [[-1, 1], [0, 2], [-2, 3]]

  public init(reading settings: SettingsReader, in directory: DataDirectory) {
    dimensions = settings.integer("dimensions", default: 8, in: 2...1_000, "inputs")
    train = settings.integer(
      "train", default: 4, in: 1...1_000_000, "training examples")
    margin = settings.number(
      "margin", default: 0.25, in: 0...1, "least first coordinate of an example")
    alignment = settings.number(
      "alignment", default: 0.5, in: 0.001...0.999,
      "cosine between the first coordinate and the diagnostic direction")
    seed = readSeed(settings)
  }

  public var policies: [PolicyDescription] {
    [
      PolicyDescription(
        name: "first-coordinate", summary: "1 where the first coordinate is positive"),
      PolicyDescription(
        name: "opposite", summary: "the same, but the opposite along the diagnostic direction"),
    ]
  }

  /// Answers along the direction hang on one number: other inputs on it would tell nothing else.
  public var holdsEveryInput: Bool { true }

  public func encode(pair: PolicyPair) throws -> EncodedTask {
    let direction = direction
    let diagnostic = zip(["pressure", "readout", "confirmation"], Self.powers).map { name, powers in
      let factors = powers.flatMap { power -> [Float] in
        let size = power < 0 ? 1 / Float(1 << -power) : Float(1 << power)
        return [size, -size]
      }
      let first = factors.map { UInt16($0 > 0 ? 1 : 0) }
      return Pool(
        inputs: InputMatrix(
          count: factors.count, width: dimensions,
          values: factors.flatMap { factor in direction.map { factor * $0 } }),
        answers: [AnswerKey(first), AnswerKey(first.map { 1 - $0 })],
        rowNames: factors.indices.map { "\(name):\($0 + 1)" })
    }
    return EncodedTask(
      heads: [2], policies: policies.map(\.name), pair: pair, training: training,
      pressure: diagnostic[0], readout: diagnostic[1], confirmation: diagnostic[2])
  }

  private var training: Pool {
    let random = TaskRandom(seed: seed, purpose: "one-direction/train")
    var values: [Float] = []
    for row in 0..<train {
      let at = row * dimensions
      let distance = margin + (1 - margin) * random.uniform(at)
      values.append(Float(row % 2 == 1 ? distance : -distance))
      values += (1..<dimensions).map { Float(2 * random.uniform(at + $0) - 1) }
    }
    let key = AnswerKey((0..<train).map { UInt16($0 % 2) })
    return Pool(
      inputs: InputMatrix(count: train, width: dimensions, values: values),
      answers: [key, key], rowNames: (0..<train).map { "train:\($0 + 1)" })
  }

  private var direction: [Float] {
    let random = TaskRandom(seed: seed, purpose: "one-direction/direction")
    let rest = (1..<dimensions).map { 2 * random.uniform($0) - 1 }
    let length = product(rest, rest).squareRoot()
    let share = (1 - alignment * alignment).squareRoot() / length
    return [Float(alignment)] + rest.map { Float(share * $0) }
  }
}
