import Documents
import Runs

/// All inputs in {0, 1}^7, trained on those where two Boolean functions agree.
///
/// Where the functions differ on half of the inputs (`bit-1` with `bit-2`, `parity-2` or `parity`),
/// half of the inputs are training examples. The pools together hold every input once, so that a
/// trained run is a whole function (`BooleanFunction` in Estimation).
///
/// Source: Valle-Perez, Camargo & Louis, Deep learning generalizes because the parameter-function
/// map is biased towards simple functions (arXiv 1805.08522).
public struct BooleanFunctions: TaskKind {
  public static let name = "boolean-functions"
  public static let summary =
    "seven bits, trained where two Boolean functions agree: which function is learned?"

  let first: BooleanPolicy
  let second: BooleanPolicy
  /// Rows of the pressure and the confirmation pool, as shares of the diagnostic inputs.
  let pressure: Double
  let confirmation: Double
  let seed: Int
  private let arePoliciesKnown: Bool

  public init(reading settings: SettingsReader, in directory: DataDirectory) {
    func policy(_ key: String, _ fallback: BooleanPolicy) -> BooleanPolicy {
      let word = settings.choice(
        key, among: BooleanPolicy.allCases.map(\.rawValue), default: fallback.rawValue,
        "a function of seven bits: the \(key) policy")
      return BooleanPolicy(rawValue: word) ?? fallback
    }
    first = policy("first", .bit1)
    second = policy("second", .parity2)
    pressure = settings.number(
      "pressure-share", default: 0.375, in: 0.05...0.9,
      "share of the inputs on which they differ that training sees")
    confirmation = settings.number(
      "confirmation-share", default: 0.1875, in: 0.05...0.9,
      "share of them that nothing is decided by")
    seed = readSeed(settings)
    arePoliciesKnown = settings.isSound("first") && settings.isSound("second")
    if arePoliciesKnown, first == second {
      settings.diagnostics.report(
        settings.position(of: "second"),
        "`\(settings.dotted("first"))` and `\(settings.dotted("second"))` are one function",
        remedy: "expected two different ones")
    }
    if settings.isSoundSoFar, pressure + confirmation > 0.95 {
      settings.diagnostics.report(
        settings.position(of: "pressure-share"),
        "pressure and confirmation leave nothing to the readout pool",
        remedy: "expected shares that add up to at most 0.95")
    }
  }

  public func checkFiles() -> DataCheck {
    DataCheck(
      error: nil, unknownPolicies: arePoliciesKnown ? [] : [first.rawValue, second.rawValue])
  }

  public var policies: [PolicyDescription] {
    [first, second].map { PolicyDescription(name: $0.rawValue, summary: $0.summary) }
  }

  public var holdsEveryInput: Bool { true }

  public func encode(pair: PolicyPair) throws -> EncodedTask {
    let all = Array(0..<1 << BooleanPolicy.bits)
    let training = all.filter { first.value($0) == second.value($0) }
    let differing = all.filter { first.value($0) != second.value($0) }
    // The pools are drawn without looking at the functions, so that each is like the others.
    let order = TaskRandom(seed: seed, purpose: "boolean-functions").permutation(differing.count)
      .map { differing[$0] }
    let count = Double(order.count)
    let pressed = max(1, Int((pressure * count).rounded()))
    let confirmed = max(1, Int((confirmation * count).rounded()))
    return EncodedTask(
      heads: [2], policies: policies.map(\.name), pair: pair, training: pool(training),
      pressure: pool(Array(order.prefix(pressed))),
      readout: pool(Array(order.dropFirst(pressed).dropLast(confirmed))),
      confirmation: pool(Array(order.suffix(confirmed))))
  }

  private func pool(_ inputs: [Int]) -> Pool {
    let bits = BooleanPolicy.bits
    return Pool(
      inputs: InputMatrix(
        count: inputs.count, width: bits,
        values: inputs.flatMap { x in (0..<bits).map { Float(x >> (bits - 1 - $0) & 1) } }),
      answers: [first, second].map { policy in
        AnswerKey(inputs.map { policy.value($0) ? 1 : 0 })
      },
      rowNames: inputs.map { x in
        (0..<bits).map { x >> (bits - 1 - $0) & 1 == 1 ? "1" : "0" }.joined()
      })
  }
}
