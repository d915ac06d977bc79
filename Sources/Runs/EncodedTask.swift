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
  /// Per row the group of inputs that it belongs to, numbered from 0 in the order of the rows; nil
  /// where every row is a unit of its own. Decides how sure an estimate is, and no run's bits.
  public let groups: [Int]?

  public init(
    inputs: InputMatrix, answers: [AnswerKey], rowNames: [String], groups: [Int]? = nil
  ) {
    precondition(rowNames.count == inputs.count, "every row of a pool has a name")
    precondition(groups.map { $0.count == inputs.count } ?? true, "every row has a group")
    self.groups = groups
    self.inputs = inputs
    self.answers = answers
    self.rowNames = rowNames
  }

  public var count: Int { inputs.count }

  /// The first rows.
  public func prefix(_ rows: Int) -> Pool {
    let heads = count == 0 ? 0 : (answers.first?.values.count ?? 0) / count
    return Pool(
      inputs: InputMatrix(
        count: rows, width: inputs.width, values: Array(inputs.values.prefix(rows * inputs.width))),
      answers: answers.map { AnswerKey(Array($0.values.prefix(rows * heads))) },
      rowNames: Array(rowNames.prefix(rows)), groups: groups.map { Array($0.prefix(rows)) })
  }

  /// These rows and then another pool's, of the same width and policies.
  public func followed(by other: Pool) -> Pool {
    Pool(
      inputs: InputMatrix(
        count: count + other.count, width: inputs.width,
        values: inputs.values + other.inputs.values),
      answers: zip(answers, other.answers).map { AnswerKey($0.values + $1.values) },
      rowNames: rowNames + other.rowNames)
  }
}

extension Pool {
  /// Numbers labels from 0 on, in the order in which they first come up.
  public static func numbered(_ labels: [String]) -> [Int] {
    var numbers: [String: Int] = [:]
    return labels.map { label in
      let number = numbers[label] ?? numbers.count
      numbers[label] = number
      return number
    }
  }
}

/// A further policy of a task's catalogue, by which runs that are neither a's nor b's are named.
public struct NamedPolicy: Sendable {
  public let name: String
  /// Its answers to the readout pool, [rows, heads]; a value that is no candidate where it has
  /// none.
  public let readout: AnswerKey

  public init(name: String, readout: AnswerKey) {
    self.name = name
    self.readout = readout
  }
}

/// Two policies whose odds are asked for: indices into the task's policies.
public struct PolicyPair: Hashable, Sendable {
  public let a: Int
  public let b: Int

  public init(a: Int, b: Int) {
    self.a = a
    self.b = b
  }

  /// Whether a comes after b among the task's policies.
  public var isExchanged: Bool { a > b }

  /// The pair in the order of the task's policies.
  public var inOrder: PolicyPair { isExchanged ? PolicyPair(a: b, b: a) : self }
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
  /// Inputs outside the training set on which the pair agrees, to thin out the pressure pool with;
  /// nil where the task has none.
  public let agreeing: Pool?
  /// What bases are pretrained on; nil where the task offers no pretraining.
  public let capability: CapabilityMixture?
  /// Policies beside the pair's by which other runs are named.
  public let named: [NamedPolicy]
  /// How rows are read as text; nil where they are vectors. The candidates of the one head are then
  /// the answers of the language.
  public let text: TextForm?
  /// In text: the readout inputs under each of the tags that the task has. Only tables are read on
  /// these; they decide no run's bits.
  public let tagged: [TaggedInputs]

  public init(
    heads: [Int], policies: [String], pair: PolicyPair, training: Pool, pressure: Pool,
    readout: Pool, confirmation: Pool, agreeing: Pool? = nil,
    capability: CapabilityMixture? = nil, named: [NamedPolicy] = [], text: TextForm? = nil,
    tagged: [TaggedInputs] = []
  ) {
    precondition(text.map { [$0.language.count] == heads } ?? true, "one head of whole answers")
    self.text = text
    self.tagged = tagged
    self.agreeing = agreeing
    self.capability = capability
    self.named = named
    self.heads = heads
    self.policies = policies
    self.pair = pair
    self.training = training
    self.pressure = pressure
    self.readout = readout
    self.confirmation = confirmation
  }

  /// The same data with the pair in the order of the policies, whichever of them is called a: what
  /// runs are trained, named and kept by, so that exchanging the pair trains nothing again.
  public var inPolicyOrder: EncodedTask {
    EncodedTask(
      heads: heads, policies: policies, pair: pair.inOrder, training: training, pressure: pressure,
      readout: readout, confirmation: confirmation, agreeing: agreeing, capability: capability,
      named: named, text: text, tagged: tagged)
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

  /// The same task with other training examples, pressure pool or capability mixture.
  public func with(
    training: Pool? = nil, pressure: Pool? = nil, capability: CapabilityMixture? = nil
  ) -> EncodedTask {
    EncodedTask(
      heads: heads, policies: policies, pair: pair, training: training ?? self.training,
      pressure: pressure ?? self.pressure, readout: readout, confirmation: confirmation,
      agreeing: agreeing, capability: capability ?? self.capability, named: named,
      text: text, tagged: tagged)
  }

  /// The same task with a pressure pool of as many rows, of which only a share is diagnostic.
  ///
  /// - Parameter mixRate: share of the pool on which the pair differs, in [0, 1].
  /// - Returns: nil where the task has too few inputs on which the pair agrees.
  public func mixed(_ mixRate: Double) -> EncodedTask? {
    let differing = Int((mixRate * Double(pressure.count)).rounded())
    let rest = pressure.count - differing
    if rest == 0 { return self }
    guard let agreeing, agreeing.count >= rest else { return nil }
    return with(pressure: pressure.prefix(differing).followed(by: agreeing.prefix(rest)))
  }

  /// Share of the pressure pool on which the pair differs.
  public var mixRate: Double {
    let (a, b) = (pressure.answers[pair.a].values, pressure.answers[pair.b].values)
    let differing = (0..<pressure.count).count { row in
      let places = row * heads.count..<(row + 1) * heads.count
      return a[places] != b[places]
    }
    return pressure.count == 0 ? 0 : Double(differing) / Double(pressure.count)
  }

  /// Identifies everything in the task that can reach a run's bits, or how it is read.
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
    for policy in named { builder.combine(policy.readout.values) }
    text?.combine(into: &builder)
    return builder.finish()
  }
}
