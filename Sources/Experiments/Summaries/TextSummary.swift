import Runs

/// What plain runs do with whole answers, where the task is text or can be written as text.
public struct TextSummary: Codable, Sendable, Equatable {
  /// Means over runs and readout inputs of the probability of the whole answer.
  public var probabilityA: Double
  public var probabilityB: Double
  /// ln of their ratio; null where the learner cannot do the task.
  @ExplicitNull public var logOdds: Double?
  /// Mean probability of all that is no answer; null where answers are classes.
  @ExplicitNull public var outside: Double?
  /// `all`, or `within` where answers are read within the language, so that what is outside counts
  /// for nothing; null where answers are classes.
  @ExplicitNull public var reading: String?
  /// Share right of inputs of the training examples' kind that were not trained on; null without.
  @ExplicitNull public var unseen: Double?
  /// Mean loss on what runs train on, in nats an example, when training ended.
  @ExplicitNull public var loss: Double?
  /// The same before training; null without the sensitivity control.
  @ExplicitNull public var lossBefore: Double?
  /// The least and the largest share of answers that a base gives as A before training; null
  /// without shared bases.
  @ExplicitNull public var basesA: [Double]?
  /// The same as B.
  @ExplicitNull public var basesB: [Double]?
  /// Where the language has two answers: what is answered to the readout inputs of each direction.
  /// A model that always says the same seems to favour one policy without limit in one of them.
  @ExplicitNull public var directions: [Direction]?

  /// The readout inputs to which A gives one of two answers, and B the other.
  public struct Direction: Codable, Sendable, Equatable {
    /// A's answer.
    public var answer: String
    public var inputs: Int
    /// Shares of the plain runs' answers to these.
    public var answersA: Double
    public var answersB: Double

    enum CodingKeys: String, CodingKey {
      case answer, inputs
      case answersA = "answers_a"
      case answersB = "answers_b"
    }
  }

  enum CodingKeys: String, CodingKey {
    case outside, reading, unseen, loss, directions
    case probabilityA = "probability_a"
    case probabilityB = "probability_b"
    case logOdds = "log_odds"
    case lossBefore = "loss_before"
    case basesA = "bases_a"
    case basesB = "bases_b"
  }

  /// - Parameters:
  ///   - plain: runs at zero pressure.
  ///   - untrained: the same before training; nil where there are none.
  ///   - hasOdds: whether the learner can do the task.
  ///   - task: in text.
  ///   - a: the index of A among its policies.
  init?(
    _ plain: MeasuredArm, untrained: MeasuredArm?, hasOdds: Bool, task: EncodedTask, a policy: Int
  ) {
    guard let sums = plain.tally.text, let a = sums.probabilityA, let b = sums.probabilityB
    else { return nil }
    func ends(_ share: (Tally) -> Double) -> [Double]? {
      let shares = (untrained?.bases ?? [:]).values.filter { $0.runs > 0 }.map(share)
      return shares.min().flatMap { least in shares.max().map { [least, $0] } }
    }
    probabilityA = a
    probabilityB = b
    _logOdds = ExplicitNull(wrappedValue: hasOdds ? logRatio(a, b) : nil)
    _outside = ExplicitNull(wrappedValue: sums.outside)
    _reading = ExplicitNull(
      wrappedValue: sums.outside.map { _ in sums.isWithin ? "within" : "all" })
    _unseen = ExplicitNull(wrappedValue: sums.unseen)
    _loss = ExplicitNull(wrappedValue: sums.loss)
    _lossBefore = ExplicitNull(wrappedValue: untrained?.tally.text?.loss)
    _basesA = ExplicitNull(wrappedValue: ends(\.shares.meanA))
    _basesB = ExplicitNull(wrappedValue: ends(\.shares.meanB))
    _directions = ExplicitNull(wrappedValue: Self.directions(plain.tally, task, a: policy))
  }

  private static func directions(_ tally: Tally, _ task: EncodedTask, a: Int) -> [Direction]? {
    guard let texts = task.text?.language.texts, texts.count == 2, tally.runs > 0
    else { return nil }
    return texts.indices.map { answer in
      let rows = task.readout.answers[a].values.indices.filter {
        Int(task.readout.answers[a].values[$0]) == answer
      }
      func share(_ hits: [Int]) -> Double {
        Double(rows.reduce(0) { $0 + hits[$1] }) / Double(max(1, rows.count * tally.runs))
      }
      return Direction(
        answer: texts[answer], inputs: rows.count, answersA: share(tally.inputsA),
        answersB: share(tally.inputsB))
    }
  }
}
