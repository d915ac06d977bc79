/// Inputs with the answers to be learned.
public struct LabelledExamples: Sendable {
  public let inputs: InputMatrix
  public let answers: AnswerKey

  public init(inputs: InputMatrix, answers: AnswerKey) {
    self.inputs = inputs
    self.answers = answers
  }
}

/// What bases are pretrained on: examples of every persona, the persona being part of the input.
public struct CapabilityMixture: Sendable {
  /// Unseen inputs that ask for one persona, and its answers: what a base must be able to do.
  public struct Gate: Sendable {
    public let persona: String
    public let examples: LabelledExamples

    public init(persona: String, examples: LabelledExamples) {
      self.persona = persona
      self.examples = examples
    }
  }

  /// Gone through one after the other; the steps of pretraining are divided in proportion to rows.
  public let phases: [LabelledExamples]
  public let gates: [Gate]

  public init(phases: [LabelledExamples], gates: [Gate]) {
    self.phases = phases
    self.gates = gates
  }

  /// Steps of each phase, adding up to `steps`.
  public func steps(_ steps: Int) -> [Int] {
    let total = phases.reduce(0) { $0 + $1.inputs.count }
    var (rows, result) = (0, [Int]())
    for phase in phases {
      let before = steps * rows / max(total, 1)
      rows += phase.inputs.count
      result.append(steps * rows / max(total, 1) - before)
    }
    return result
  }

  /// Identifies what can reach a base's bits, and what its gates ask.
  ///
  /// - Complexity: O(numbers in the mixture).
  public var fingerprint: Fingerprint {
    var builder = FingerprintBuilder("capability mixture")
    for examples in phases + gates.map(\.examples) {
      builder.combine(examples.inputs.width)
      builder.combine(examples.inputs.values)
      builder.combine(examples.answers.values)
    }
    builder.combine(phases.count)
    return builder.finish()
  }
}
