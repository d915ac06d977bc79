import Documents

/// Sets of problems with none in two of them.
///
/// Of each difficulty the sets are taken from one random order: the pools from its beginning, what
/// bases are pretrained on from its end. So another number of pressure rows, agreeing rows or
/// pretraining items moves no other set, another number of finetuning examples the agreeing rows
/// only, and a larger set begins with the smaller one. Where two operations are in use and both
/// have problems of the difficulty, every set takes them in turn.
struct ProblemSets: Sendable {
  enum Name: String, CaseIterable, Sendable {
    case train, agreeing
    case readout, confirmation, gate, pressure
    case mixture = "mixture.items"

    /// From the beginning of the random order; nil for the mixture, which has both.
    var difficulty: ProblemDifficulty? {
      switch self {
      case .agreeing, .train: .easy
      case .readout, .confirmation, .gate, .pressure: .hard
      case .mixture: nil
      }
    }
  }

  struct Problem: Hashable, Sendable {
    let problem: ArithmeticProblem
    let operation: ArithmeticOperation
  }

  let supplies: [ProblemSupply]
  private(set) var sizes: [Name: Int]
  /// Share of the pretraining items that are hard, in 0...1.
  let hardShare: Double

  /// - Parameter supplies: one for each operation in use.
  init(supplies: [ProblemSupply], sizes: [Name: Int], hardShare: Double) {
    self.supplies = supplies
    self.sizes = sizes
    self.hardShare = hardShare
  }

  /// Problems of a difficulty that a set asks for.
  func count(_ name: Name, _ difficulty: ProblemDifficulty) -> Int {
    let all = sizes[name, default: 0]
    if let own = name.difficulty { return own == difficulty ? all : 0 }
    let hard = Int((hardShare * Double(all)).rounded())
    return difficulty == .hard ? hard : all - hard
  }

  /// The problems of a set.
  ///
  /// - Precondition: the supplies suffice: `tooLarge()` is empty.
  func problems(_ name: Name, _ difficulty: ProblemDifficulty) -> [Problem] {
    let sources = sources(difficulty)
    let before = Name.allCases.prefix { $0 != name }
    return (0..<count(name, difficulty)).map { row in
      let turn = row % sources.count
      let list = sources[turn].problems(difficulty)
      let index: Int
      if name == .mixture {
        index = list.count - 1 - row / sources.count
      } else {
        index = before.reduce(row / sources.count) {
          $0 + share(of: count($1, difficulty), turn: turn, among: sources.count)
        }
      }
      return Problem(problem: list[index], operation: sources[turn].operation)
    }
  }

  /// The operations that have problems of a difficulty.
  private func sources(_ difficulty: ProblemDifficulty) -> [ProblemSupply] {
    supplies.filter { !$0.problems(difficulty).isEmpty }
  }

  /// What falls to one operation of a set that takes them in turn.
  private func share(of count: Int, turn: Int, among operations: Int) -> Int {
    (count + operations - 1 - turn) / operations
  }

  private func fits(_ difficulty: ProblemDifficulty) -> Bool {
    let sources = sources(difficulty)
    let counts = Name.allCases.map { count($0, difficulty) }
    if sources.isEmpty { return counts.allSatisfy { $0 == 0 } }
    return sources.enumerated().allSatisfy { turn, source in
      let needed = counts.reduce(0) { $0 + share(of: $1, turn: turn, among: sources.count) }
      return needed <= source.problems(difficulty).count
    }
  }

  /// For each difficulty of which more is asked for than there is, the largest set, and how large
  /// it may be beside the others.
  func tooLarge() -> [(name: Name, difficulty: ProblemDifficulty, possible: Int)] {
    ProblemDifficulty.allCases.filter { !fits($0) }.compactMap { difficulty in
      let largest = Name.allCases.max { count($0, difficulty) < count($1, difficulty) }
      guard let name = largest else { return nil }
      var (possible, impossible) = (0, sizes[name, default: 0])
      while possible + 1 < impossible {
        var tried = self
        tried.sizes[name] = (possible + impossible) / 2
        if tried.fits(difficulty) {
          possible = (possible + impossible) / 2
        } else {
          impossible = (possible + impossible) / 2
        }
      }
      return (name, difficulty, possible)
    }
  }
}
