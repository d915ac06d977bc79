import Runs

extension PoolAudit {
  /// Readout and confirmation prompts that stand inside a line that is trained on, prompt and answer
  /// together: the line shows what should be unseen, though the prompts are not equal.
  ///
  /// Prompts of one token are left out: every line of the same words holds them.
  ///
  /// - Returns: none for tasks in vectors.
  /// - Complexity: O(tokens of the lines x different lengths of prompts).
  static func promptsInsideLines(_ task: EncodedTask) -> [PoolFinding] {
    guard let text = task.text else { return [] }
    let lines = lines(of: task, text)
    return [("readout pool", task.readout), ("confirmation pool", task.confirmation)]
      .compactMap { name, pool in
        let prompts = (0..<pool.count).map { TextForm.prompt(pool.inputs.row($0)) }
        let wanted = Set(prompts)
        let lengths = Set(prompts.map(\.count)).filter { $0 > 1 }.sorted()
        var holder: [[Int]: String] = [:]
        for line in lines {
          for length in lengths where length <= line.tokens.count {
            // Equal prompts are found as such.
            let first = length == line.prompt ? 1 : 0
            for start in stride(from: first, through: line.tokens.count - length, by: 1) {
              let piece = Array(line.tokens[start..<start + length])
              if wanted.contains(piece), holder[piece] == nil { holder[piece] = line.name }
            }
          }
        }
        let rows = (0..<pool.count).filter { holder[prompts[$0]] != nil }
        if rows.isEmpty { return nil }
        return PoolFinding(
          kind: .promptInsideLine, problem: "prompts of the \(name) stand inside training lines",
          rows: rows.prefix(shown).map {
            "\(pool.rowNames[$0]) in \(holder[prompts[$0]] ?? "")"
          }, count: rows.count, remedy: "keep what is read out of what is trained on")
      }
  }

  private struct Line {
    let name: String
    let tokens: [Int]
    /// Tokens of the prompt.
    let prompt: Int
  }

  /// Every line that a run learns from, its base's among them.
  private static func lines(of task: EncodedTask, _ text: TextForm) -> [Line] {
    func line(_ row: ArraySlice<Float>, _ answer: UInt16, _ name: String) -> Line {
      let prompt = TextForm.prompt(row)
      let language = text.language
      let path = Int(answer) < language.count
        ? language.path(to: language.leaves[Int(answer)]) : []
      return Line(name: name, tokens: prompt + path, prompt: prompt.count)
    }
    let training = task.training
    return (0..<training.count).map {
      line(
        training.inputs.row($0), training.answers[task.pair.a].values[$0], training.rowNames[$0])
    }
      + (task.capability?.phases ?? []).enumerated().flatMap { index, phase in
        (0..<phase.inputs.count).map {
          line(
            phase.inputs.row($0), phase.answers.values[$0],
            "pretraining phase \(index + 1), row \($0 + 1)")
        }
      }
  }
}
