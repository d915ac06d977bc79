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
