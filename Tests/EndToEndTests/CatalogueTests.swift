import Foundation
import Testing

/// What the tool says of itself.
@Suite struct CatalogueTests {
  @Test func aShownBuiltInIsAValidSpecification() throws {
    let scratch = try Scratch()
    for name in ["two-digits", "slab", "diagonal-grid"] {
      let shown = try Tool.run(["show", name], in: scratch.path)
      #expect(shown.code == 0)
      try scratch.write(shown.output, to: "copy.yaml")
      let valid = try Tool.run(["validate", "copy.yaml"], in: scratch.path)
      #expect(valid.code == 0, "\(name): \(valid.error)")
      let direct = try Tool.run(["plan", name, "--ids-only"], in: scratch.path)
      let copied = try Tool.run(["plan", "copy.yaml", "--ids-only"], in: scratch.path)
      #expect(direct.code == 0)
      #expect(direct.output == copied.output)
      #expect(direct.output.split(separator: "\n").allSatisfy { $0.count == 32 })
    }
  }

  @Test func everyKindIsListed() throws {
    let scratch = try Scratch()
    let all = try Tool.run(["list"], in: scratch.path)
    #expect(all.code == 0)
    for word in [
      "experiments", "learners", "tasks", "policies", "pressures", "estimators", "two-digits",
      "mlp", "stated", "table", "toward", "away", "direct", "dose-response",
    ] {
      #expect(all.output.contains(word), "\(word) is not listed")
    }
    let tasks = try Tool.run(["list", "tasks"], in: scratch.path)
    #expect(tasks.output.split(separator: "\n").count == 7)
  }

  /// On a narrow terminal, or where COLUMNS says so; settings stay the same settings.
  @Test func whatIsPrintedFitsTheTerminal() throws {
    let scratch = try Scratch()
    for verb in [
      "list", "list sameness", "plan slab --quiet", "plan --quiet", "run slab --dry-run --quiet",
      "show slab", "show seventh-grader", "show mlp", "show table", "show slab --resolved",
      "validate slab", "validate slab --resolved",
    ] {
      let narrow = try Tool.run(
        verb.split(separator: " ").map(String.init), in: scratch.path, environment: ["COLUMNS": "60"])
      #expect(narrow.code == 0, "\(verb): \(narrow.error)")
      for line in narrow.output.split(separator: "\n") {
        #expect(line.count <= 60, "\(verb): \(line)")
      }
    }
    let terminal = try Tool.shell(
      ["/usr/bin/env", "script", "-qec", "stty cols 60; exec \(Tool.path) list", "typescript"],
      in: scratch.path)
    for line in terminal.output.split(whereSeparator: \.isNewline) {
      #expect(line.count <= 60, "\(line)")
    }
    for verb in ["show slab", "show slab --resolved"] {
      let words = verb.split(separator: " ").map(String.init)
      let narrow = try Tool.run(words, in: scratch.path, environment: ["COLUMNS": "60"])
      let wide = try Tool.run(words, in: scratch.path)
      #expect(narrow.output != wide.output)
      let settings = try [narrow, wide].map {
        try Tool.run(["validate", "-", "--resolved"], in: scratch.path, input: $0.output)
      }
      #expect(settings[0].code == 0 && settings[0] == settings[1], "\(settings[0].error)")
    }
  }

  /// A plan says how long it takes from a trial on this machine; one for scripts tries nothing.
  @Test func aPlanTriesTheMachine() throws {
    let scratch = try Scratch()
    let plan = try Tool.run(["plan", "slab"], in: scratch.path)
    let time = try #require(plan.output.split(separator: "\n").last)
    #expect(
      time.contains(#/^time: about [0-9.]+ (s|min) on [0-9]+ threads?, after a short trial on this/#),
      "\(time)")
    let other = try Tool.run(["plan", "slab", "learner.kind=mlp-reference"], in: scratch.path)
    #expect(other.output.hasSuffix("time: not known before a first run has measured it\n"))
    #expect(!scratch.exists("tiltmeter-out"))
  }

  @Test func theDoctorFindsTheProcessor() throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(
      ["doctor"], in: scratch.path, environment: ["OPENBLAS_CORETYPE": "Haswell"])
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("processor"))
    #expect(outcome.output.contains("OPENBLAS_CORETYPE=Haswell"))
    #expect(outcome.output.contains("unset OPENBLAS_CORETYPE"))
    #expect(outcome.output.contains("trainings per second on"))
  }
}
