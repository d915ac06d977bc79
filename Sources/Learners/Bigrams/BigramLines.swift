import Runs

/// A task as a table sees it: rows as lines of symbols, and for every place of an answer the few
/// symbols before it that the table is asked by.
///
/// In text the symbols are tokens. In vectors they are the different numbers of the inputs, and an
/// answer is a class: one symbol, which nothing closes.
struct BigramLines: Sendable {
  /// What the table is asked by, the end of the line last; -1 where the line begins later.
  typealias Context = [Int]

  let context: BigramSettings.Context
  let language: AnswerLanguage
  /// Symbols that can follow.
  let size: Int
  /// By node of the language: the symbols of the answer so far.
  private let paths: [[Int]]
  /// The different numbers in rising order, where rows are vectors.
  private let numbers: [Float]?

  init(_ task: EncodedTask, context: BigramSettings.Context) {
    self.context = context
    if let text = task.text {
      language = text.language
      size = text.tokens.size
      numbers = nil
    } else {
      language = AnswerLanguage(classes: task.heads[0])
      size = task.heads[0]
      var seen = Set<Float>()
      for inputs in Self.inputs(of: task) { seen.formUnion(inputs.values) }
      numbers = seen.sorted()
    }
    paths = language.nodes.indices.map { [language] in language.path(to: $0) }
  }

  static func inputs(of task: EncodedTask) -> [InputMatrix] {
    ([task.training, task.pressure, task.readout, task.confirmation]
      + [task.agreeing].compactMap(\.self)).map(\.inputs) + task.tagged.map(\.inputs)
      + (task.capability.map { $0.phases.map(\.inputs) + $0.gates.map(\.examples.inputs) } ?? [])
  }

  /// What of a row the table can tell: all it needs of the prompt.
  ///
  /// - Complexity: O(width) in text, O(context x log numbers) in vectors.
  func beginning(_ row: ArraySlice<Float>) -> Context {
    let symbols: [Int]
    if let numbers {
      let all = Array(row)
      let kept = switch context {
      case .previous(let count): Array(all.suffix(count))
      case .firstAndPrevious: all.isEmpty ? [] : [all[0], all[all.count - 1]]
      }
      symbols = kept.map { Self.place(of: $0, in: numbers) }
    } else {
      let prompt = TextForm.prompt(row)
      symbols = switch context {
      case .previous(let count): Array(prompt.suffix(count))
      case .firstAndPrevious: prompt.isEmpty ? [] : [prompt[0], prompt[prompt.count - 1]]
      }
    }
    return padded(symbols)
  }

  /// The context in which the symbol after a node is asked for.
  ///
  /// - Complexity: O(depth of the node).
  func context(_ beginning: Context, at node: Int) -> Context {
    let path = paths[node]
    switch context {
    case .previous(let count): return Array((beginning + path).suffix(count))
    case .firstAndPrevious: return [beginning[0], path.last ?? beginning[1]]
    }
  }

  private func padded(_ symbols: [Int]) -> Context {
    let width = switch context {
    case .previous(let count): count
    case .firstAndPrevious: 2
    }
    return Array(repeating: -1, count: width - symbols.count) + symbols
  }

  private static func place(of number: Float, in sorted: [Float]) -> Int {
    var (low, high) = (0, sorted.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
