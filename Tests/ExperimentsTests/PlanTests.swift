import Estimation
import Experiments
import Runs
import Testing

@Suite struct PlanTests {
  private func prepared(_ overrides: [String]) throws -> PreparedExperiment {
    try PreparedExperiment(
      Experiment.load(
        SpecificationSource(
          "slab",
          overrides: latest(["estimators=[direct, dose-response]"] + overrides))))
  }

  @Test(arguments: [1000, 2_000, 20_000, 1_000_001])
  func theBudgetIsNeverExceeded(budget: Int) throws {
    let total = try prepared(["budget=\(budget)"]).drivers().reduce(0) { $0 + $1.runs }
    #expect(total <= budget)
    #expect(total >= budget - 1)
  }

  @Test func zeroPressureIsAlwaysThere() throws {
    let drivers = try prepared(["estimators=[dose-response]"]).drivers()
    #expect(drivers.contains { $0.purpose == "direct" && $0.runs >= 32 })
  }

  @Test func estimatorsHaveRunsOfTheirOwn() throws {
    let drivers = try prepared(
      ["budget=9000", "direct.runs=5000", "dose-response.runs=800"]
    ).drivers()
    #expect(drivers.first { $0.purpose == "direct" }?.runs == 5000)
    #expect(drivers.first { $0.purpose == "dose-response" }?.runs == 800)
    #expect(Set(drivers.map(\.purpose)).count == drivers.count)
  }

  /// Every run of a plan has its own noise: no address is used twice, over all drivers and rounds.
  @Test func noAddressIsUsedTwice() throws {
    let prepared = try prepared(["budget=3000"])
    let units = prepared.plannedUnits(in: StoreContents())
    let seeds = units.flatMap { $0.unit.requests.map(\.noise.seed) }
    #expect(seeds.count > 1000)
    #expect(Set(seeds).count == seeds.count)
  }

  /// Exchanging the pair asks for the same runs: what is stored for one way round is there for the
  /// other.
  @Test(arguments: ["slab", "two-digits"], ["adaptive", "[-0.1, -0.01, 0.01, 0.1]"])
  func exchangingThePairTrainsNothingAgain(name: String, strengths: String) throws {
    func runs(_ a: String, _ b: String) throws -> Set<RunID> {
      let prepared = try PreparedExperiment(
        Experiment.load(
          SpecificationSource(
            name,
            overrides: [
              "pair.a=\(a)", "pair.b=\(b)", "estimators=[direct, dose-response, sequence]",
              "budget=5000", "pressure.strengths=\(strengths)",
            ])))
      return Set(
        prepared.plannedUnits(in: StoreContents()).flatMap { $0.unit.requests.map(\.id) })
    }
    let names = name == "slab" ? ("linear", "slab") : ("left", "right")
    let one = try runs(names.0, names.1)
    #expect(one.count > 1000)
    #expect(try runs(names.1, names.0) == one)
  }

  @Test func givenStrengthsAreTriedAsGiven() throws {
    let prepared = try prepared(["pressure.strengths=[-0.5, 0.25, 0, 1]", "budget=2000"])
    let strengths = prepared.plannedUnits(in: StoreContents())
      .filter { $0.purpose == "dose-response" }.map(\.unit.arm.pressure.strength)
    #expect(strengths == [-0.5, 0.25, 1])
  }
}
