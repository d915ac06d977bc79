/// Draws under exact tilts by columns: a third of the room that as many `TiltedSample`s take.
public struct TiltedSamples: Sendable {
  /// Stands for no chain, and for no step.
  public static let none = Int.min

  /// Those that come up, each once, in any order.
  public let strengths: [Double]
  /// Which of the strengths, [samples].
  public let places: [Int32]
  /// [samples].
  public let scores: [Double]
  /// [samples].
  public let outcomes: [SampleClass]
  /// The chain of each sample, or `none`, [samples]; nil where all are independent.
  public let chains: [Int]?
  /// The step of each sample, or `none`, [samples]; nil where their order is that of the chains.
  public let steps: [Int]?

  public var count: Int { scores.count }

  /// - Precondition: all columns are of one length, and places are those of strengths.
  public init(
    strengths: [Double], places: [Int32], scores: [Double], outcomes: [SampleClass],
    chains: [Int]? = nil, steps: [Int]? = nil
  ) {
    let count = scores.count
    precondition(places.count == count && outcomes.count == count)
    precondition((chains?.count ?? count) == count && (steps?.count ?? count) == count)
    self.strengths = strengths
    self.places = places
    self.scores = scores
    self.outcomes = outcomes
    self.chains = chains
    self.steps = steps
  }

  /// - Complexity: O(samples).
  public init(_ samples: [TiltedSample]) {
    var numbers: [Double: Int32] = [:]
    var strengths: [Double] = []
    let places = samples.map { sample in
      // NaN is never found again, and is refused later.
      if let number = numbers[sample.strength] { return number }
      numbers[sample.strength] = Int32(strengths.count)
      strengths.append(sample.strength)
      return Int32(strengths.count - 1)
    }
    self.init(
      strengths: strengths, places: places, scores: samples.map(\.score),
      outcomes: samples.map(\.outcome),
      chains: samples.contains { $0.chain != nil }
        ? samples.map { $0.chain ?? Self.none } : nil,
      steps: samples.contains { $0.step != nil } ? samples.map { $0.step ?? Self.none } : nil)
  }

  /// One sample.
  subscript(index: Int) -> TiltedSample {
    func known(_ column: [Int]?) -> Int? {
      column.flatMap { $0[index] == Self.none ? nil : $0[index] }
    }
    return TiltedSample(
      strength: strengths[Int(places[index])], score: scores[index], outcome: outcomes[index],
      chain: known(chains), step: known(steps))
  }

  /// The samples of one or of all strengths by chain, in the order of their steps.
  struct Chains {
    /// Independent draws, in their order.
    var single: [Int32] = []
    /// By the chains' numbers.
    var named: [[Int32]] = []

    /// Whether some chain has two samples or more.
    var hasSteps: Bool { named.contains { $0.count > 1 } }

    /// All chains, an independent draw being one by itself.
    func map(_ value: (Int) -> Double) -> [[Double]] {
      single.map { [value(Int($0))] } + named.map { $0.map { value(Int($0)) } }
    }
  }

  /// - Parameter members: numbers of samples, rising.
  /// - Complexity: O(members ln members).
  func chains(of members: some Collection<Int32>) -> Chains {
    guard let chains else { return Chains(single: Array(members)) }
    var result = Chains()
    var numbers: [Int: Int] = [:]
    for member in members {
      let chain = chains[Int(member)]
      if chain == Self.none {
        result.single.append(member)
      } else if let number = numbers[chain] {
        result.named[number].append(member)
      } else {
        numbers[chain] = result.named.count
        result.named.append([member])
      }
    }
    result.named = numbers.sorted { $0.key < $1.key }.map { entry in
      let chain = result.named[entry.value]
      guard let steps else { return chain }
      return chain.enumerated().sorted { left, right in
        func key(_ entry: (offset: Int, element: Int32)) -> (Int, Int) {
          let step = steps[Int(entry.element)]
          return (step == Self.none ? entry.offset : step, entry.offset)
        }
        return key(left) < key(right)
      }.map(\.element)
    }
    return result
  }
}
