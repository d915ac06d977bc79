import Estimation
import Experiments
import Runs
import Testing

@Suite struct PlanTests {
  private func prepared(_ overrides: [String]) throws -> PreparedExperiment {
    try PreparedExperiment(
      Experiment.load(
        SpecificationSource(
          "slab", overrides: latest(["estimators=[direct, dose-response]"] + overrides))))
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

  @Test func givenStrengthsAreTriedAsGiven() throws {
    let prepared = try prepared(["pressure.strengths=[-0.5, 0.25, 0, 1]", "budget=2000"])
    let strengths = prepared.plannedUnits(in: StoreContents())
      .filter { $0.purpose == "dose-response" }.map(\.unit.arm.pressure.strength)
    #expect(strengths == [-0.5, 0.25, 1])
  }
}
