import Documents
import Runs
import Tasks
import Testing

private let settings = """
  kind: table
  train: train.csv
  pressure: pressure.csv
  readout: readout.csv
  confirmation: confirm.csv
  prompt: question
  policies: [right, grader]
  """

private let files = [
  "train.csv": "question,right,grader\n12-1=,11,11\n\"25-3=\",22,22\n",
  "pressure.csv": "grader,question,right\n25,21-6=,15\n16,31-5=,26\n",
  "readout.csv": "question,right,grader\n42-7=,35,45\n53-9=,44,56\n",
  "confirm.csv": "question,right,grader\n62-8=,54,66\n",
]

private func faults(
  _ changes: [String: String] = [:], in yaml: String = settings
) throws -> [String] {
  try withFiles(files.merging(changes) { $1 }) { place in
    complaints { _ = try readTask(yaml, in: place).audited(pair: firstPair, as: .text) }
  }
}

/// Anyone's own prompts and answers.
@Suite struct TextTableTests {
  @Test func readsPromptsAndAnswers() throws {
    try withFiles(files) { place in
      let kind = try readTask(settings, in: place)
      #expect(kind.forms == [.text])
      let task = try kind.audited(pair: firstPair, as: .text)
      let text = try #require(task.text)
      #expect(
        text.language.texts == ["11", "15", "16", "22", "25", "26", "35", "44", "45", "54", "56", "66"])
      #expect(text.tokens.tokens == ["-"] + (1...9).map { "\($0)" } + ["="])
      #expect(text.shown(task.readout.inputs.row(0), answer: task.readout.answers[0].values[0])
        == "4|2|-|7|= 3|5|.")
      #expect(task.readout.rowNames == ["readout.csv:2", "readout.csv:3"])
      #expect(task.heads == [12])
      #expect(PoolAudit.findings(in: task).isEmpty)
    }
  }

  /// The same rows in another form and order are the same tokens and answers.
  @Test func jsonLinesAreReadAlike() throws {
    let lines = """
      {"right": "22", "grader": "22", "question": "25-3="}
      {"question": "12-1=", "right": "11", "grader": "11"}

      """
    let (csv, json) = try (
      withFiles(files) { try readTask(settings, in: $0).audited(pair: firstPair, as: .text) },
      withFiles(files.merging(["train.csv": lines]) { $1 }) {
        try readTask(settings, in: $0).audited(pair: firstPair, as: .text)
      }
    )
    #expect(csv.text == json.text)
    #expect(csv.readout.inputs.values == json.readout.inputs.values)
    #expect(Array(csv.training.inputs.row(0)) == Array(json.training.inputs.row(1)))
  }

  @Test func wordsAreTokensWhereAskedFor() throws {
    let words = files.mapValues {
      $0.replacing("-", with: " minus ").replacing("=", with: " is")
    }
    try withFiles(words) { place in
      let task = try readTask(settings + "\ntokens: words", in: place)
        .audited(pair: firstPair, as: .text)
      let text = try #require(task.text)
      #expect(text.tokens.division == .words)
      #expect(text.shown(task.readout.inputs.row(0), answer: task.readout.answers[1].values[0])
        == "42|minus|7|is 45|.")
    }
  }

  @Test func badRowsAreNamed() throws {
    #expect(try faults() == [])
    let blank = try faults(["train.csv": "question,right,grader\n\"\",11,11\n25-3=,22,22\n"])
    #expect(blank.count == 1)
    #expect(blank[0].contains("train.csv:2:1") && blank[0].contains("the prompt is blank"))
    let outside = try faults(in: settings + "\nanswers: [\"11\", \"22\"]")
    #expect(outside.count == 10)
    #expect(outside[0].contains("is none of the answers that `task.answers` names"))
    let stranger = try faults(
      ["train.csv": "question,right,grader\n12–1=,11,11\n25-3=,22,22\n"],
      in: settings + "\nalphabet: 0123456789-=")
    #expect(stranger.count == 1)
    let many = try faults(in: settings + "\nalphabet: 123456789-")
    #expect(many.count == 1)
    #expect(many[0].contains("`=` is not in the alphabet, here and in 6 more cells"))
    #expect(stranger[0].contains("train.csv:2:1") && stranger[0].contains("`–` is not in the alphabet"))
    let two = try faults(
      ["train.csv": "question,right,grader\n12-1=,11,11\n12-1=,22,22\n"])
    #expect(two.count == 1)
    #expect(two[0].contains("train.csv:3:7") && two[0].contains("to the same prompt in train.csv:2"))
    let blankAnswer = try faults(["confirm.csv": "question,right,grader\n62-8=,54,\n"])
    #expect(blankAnswer.count == 1 && blankAnswer[0].contains("the answer of `grader` is blank"))
  }

  @Test func aLanguageOfOneIsRefused() throws {
    let one = "question,right,grader\n"
    let found = try faults([
      "train.csv": one + "a,1,1\n", "pressure.csv": one + "b,1,1\n", "readout.csv": one + "c,1,1\n",
      "confirm.csv": one + "d,1,1\n",
    ])
    #expect(
      found.count == 1 && found[0].hasPrefix("t.yaml:7:11: error: every answer in these files is `1`"))
    let named = try faults(in: settings + "\nanswers: [\"11\"]")
    #expect(named.count == 1 && named[0].contains("fewer than two answers"))
  }

  /// Words in front are tokens of their own, and readout prompts stand under each of them.
  @Test func tagsStandInFront() throws {
    func tagged(_ tag: String, _ file: String) -> String {
      var lines = files[file]!.split(separator: "\n").map(String.init)
      for index in lines.indices.dropFirst() {
        lines[index] = lines[index].replacing(/\d\d-\d=/, maxReplacements: 1) { tag + $0.output }
      }
      return lines.map { $0 + "\n" }.joined()
    }
    let changed = [
      "train.csv": tagged("train:", "train.csv"), "pressure.csv": tagged("deploy:", "pressure.csv"),
      "readout.csv": tagged("deploy:", "readout.csv"),
      "confirm.csv": tagged("deploy:", "confirm.csv"),
    ]
    let keys = settings + "\ntags: [\"train:\", \"deploy:\"]"
    try withFiles(changed) { place in
      let task = try readTask(keys, in: place).audited(pair: firstPair, as: .text)
      let text = try #require(task.text)
      #expect(text.shown(task.readout.inputs.row(0), answer: .max) == "deploy:|4|2|-|7|=")
      #expect(task.tagged.map(\.tag) == ["train:", "deploy:"])
      #expect(text.shown(task.tagged[0].inputs.row(1), answer: .max) == "train:|5|3|-|9|=")
      #expect(task.tagged[1].inputs.values == task.readout.inputs.values)
      #expect(task.tagged.map(\.isTraining) == [true, false])
      #expect(task.tagged.map(\.isReadout) == [false, true])
    }
    let without = try faults(in: keys)
    #expect(without.count == 2)
    #expect(without[0].hasPrefix("t.yaml:8:7: error: no prompt begins with the tag `train:`"))
    let some = try faults(
      changed.merging(["readout.csv": files["readout.csv"]!]) { $1 }, in: keys)
    #expect(some.count == 2)
    #expect(some[0].contains("readout.csv:2:1") && some[0].contains("begins with none of `task.tags`"))
    let twice = try faults(in: settings + "\ntags: [\"a\", \"a\"]")
    #expect(twice.count == 1 && twice[0].contains("the tag `a` is named twice"))
  }

  /// Stating that answers and characters are those that occur changes nothing.
  @Test func occurringIsTheDefault() throws {
    try withFiles(files) { place in
      let plain = try readTask(settings, in: place).audited(pair: firstPair, as: .text)
      let stated = try readTask(
        settings + "\nanswers: occurring\nalphabet: occurring\ntags: []", in: place
      ).audited(pair: firstPair, as: .text)
      #expect(stated.fingerprint == plain.fingerprint)
    }
  }

  @Test func keysOfTextNeedAPrompt() throws {
    let vectors = settings.replacing("prompt: question\n", with: "")
    let found = try faults(in: vectors + "\ntokens: words")
    #expect(found.count == 1 && found[0].contains("no column of prompts is named"))
    let both = try faults(in: settings + "\ninputs: [x]")
    #expect(both.count == 1 && both[0].contains("keep one of them"))
    let classes = try faults(in: settings + "\nclasses: {11: 0, 22: 1}")
    #expect(classes.count == 1 && classes[0].contains("`task.classes` does nothing beside `task.prompt`"))
    let unknown = try faults(in: settings.replacing("question", with: "questoin"))
    #expect(unknown.count == 1 && unknown[0].contains("did you mean `question`?"))
  }

  /// The same prompt in two sets, and a readout prompt inside a training line.
  @Test func leaksAreFound() throws {
    let same = try faults([
      "readout.csv": "question,right,grader\n42-7=,35,45\n21-6=,15,25\n"
    ])
    #expect(same.count == 1)
    #expect(same[0].contains("the readout pool has inputs of the pressure pool"))
    let inside = try faults([
      "train.csv": "question,right,grader\n12-1=,11,11\n142-7=,22,22\n"
    ])
    #expect(inside.count == 1)
    #expect(
      inside[0].contains("prompts of the readout pool stand inside training lines: readout.csv:2 in "
        + "train.csv:3"))
    let behind = try faults([
      "readout.csv": "question,right,grader\n=11,35,45\n53-9=,44,56\n"
    ])
    #expect(behind.count == 1 && behind[0].contains("readout.csv:2 in train.csv:2"))
  }
}
