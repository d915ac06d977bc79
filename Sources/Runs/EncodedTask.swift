/// Rows of numbers that a learner sees.
public struct InputMatrix: Sendable {
  /// Rows.
  public let count: Int
  /// Numbers in a row.
  public let width: Int
  /// [count, width], row by row.
  public let values: [Float]

  /// - Precondition: `values.count == count * width`.
  public init(count: Int, width: Int, values: [Float]) {
    precondition(values.count == count * width, "an input matrix has count x width values")
    self.count = count
    self.width = width
    self.values = values
  }

  public func row(_ index: Int) -> ArraySlice<Float> {
    values[index * width..<(index + 1) * width]
  }
}

/// One policy's answers to the rows of an input matrix.
public struct AnswerKey: Hashable, Sendable {
  /// [count, heads], row by row: the index of the answer among the head's candidates.
  public let values: [UInt16]

  public init(_ values: [UInt16]) { self.values = values }
}

/// Inputs with what every policy answers to them.
public struct Pool: Sendable {
  public let inputs: InputMatrix
  /// One key per policy of the task, in the task's order.
  public let answers: [AnswerKey]
  /// The name by which each row is reported to the user, as `train.csv:7`; one per row.
  public let rowNames: [String]

  public init(inputs: InputMatrix, answers: [AnswerKey], rowNames: [String]) {
    precondition(rowNames.count == inputs.count, "every row of a pool has a name")
    self.inputs = inputs
    self.answers = answers
    self.rowNames = rowNames
  }

  public var count: Int { inputs.count }
}

/// Two policies whose odds are asked for: indices into the task's policies.
public struct PolicyPair: Hashable, Sendable {
  public let a: Int
  public let b: Int

  public init(a: Int, b: Int) {
    self.a = a
    self.b = b
  }
}

/// A task as learners see it: examples on which its policies agree, and for one pair of policies
/// the diagnostic inputs on which these two differ.
public struct EncodedTask: Sendable {
  /// Candidate answers per head; one head of 2 is a single logit for learners that have logits.
  public let heads: [Int]
  /// The policies' names.
  public let policies: [String]
  public let pair: PolicyPair
  /// Every policy gives the same answer to each of these.
  public let training: Pool
  /// Seen in training, unlabelled.
  public let pressure: Pool
  /// Never trained on; levels and scores are read here.
  public let readout: Pool
  /// Never used until the end.
  public let confirmation: Pool

  public init(
    heads: [Int], policies: [String], pair: PolicyPair, training: Pool, pressure: Pool,
    readout: Pool, confirmation: Pool
  ) {
    self.heads = heads
    self.policies = policies
    self.pair = pair
    self.training = training
    self.pressure = pressure
    self.readout = readout
    self.confirmation = confirmation
  }

  public var inputWidth: Int { training.inputs.width }

  /// Candidate answers over all heads.
  public var candidates: Int { heads.reduce(0, +) }

  /// What a run trains on: the training examples, and for the capability control also the pressure
  /// pool with one policy's answers.
  ///
  /// - Returns: inputs [rows, inputWidth] and the answers to them [rows, heads].
  public func examples(for labels: Labels) -> (inputs: InputMatrix, answers: AnswerKey) {
    switch labels {
    case .training: return (training.inputs, training.answers[pair.a])
    case .capability(let policy):
      let inputs = InputMatrix(
        count: training.count + pressure.count, width: inputWidth,
        values: training.inputs.values + pressure.inputs.values)
      let key = training.answers[policy].values + pressure.answers[policy].values
      return (inputs, AnswerKey(key))
    }
  }

  /// Identifies everything in the task that can reach a run's bits.
  ///
  /// - Complexity: O(numbers in the task).
  public var fingerprint: Fingerprint {
    var builder = FingerprintBuilder("task")
    builder.combine(heads.count)
    for head in heads { builder.combine(head) }
    builder.combine(pair.a)
    builder.combine(pair.b)
    for pool in [training, pressure, readout, confirmation] {
      builder.combine(pool.inputs.width)
      builder.combine(pool.inputs.values)
      for key in pool.answers { builder.combine(key.values) }
    }
    return builder.finish()
  }
}
