import Experiments
import Testing

/// Remaining time is reckoned from operations, kind by kind.
@Suite struct WorkClockTests {
  @Test func kindsGoAtRatesOfTheirOwn() throws {
    let start = ContinuousClock.now
    var clock = WorkClock(expected: [.bases: 1000, .runs: 600])
    func left(_ seconds: Int) -> Double? {
      clock.secondsLeft(at: start + .seconds(seconds)).map { ($0 * 1000).rounded() / 1000 }
    }
    #expect(left(0) == nil)
    clock.add(0, .bases, isNew: false, at: start)
    clock.add(500, .bases, isNew: true, at: start + .seconds(10))
    // The runs, not begun, at the bases' rate: 500 + 600 at 50 a second.
    #expect(left(10) == 22)
    clock.add(500, .bases, isNew: true, at: start + .seconds(20))
    clock.add(100, .runs, isNew: true, at: start + .seconds(30))
    // Now at their own, 10 a second.
    #expect(left(30) == 50)
    // What was stored before takes no time and says nothing of the rate.
    clock.add(400, .runs, isNew: false, at: start + .seconds(30))
    #expect(left(30) == 10)
    #expect(left(99) == 0)
  }

  /// Before anything is measured, a usual rate is better than nothing; after, it says nothing more.
  @Test func aUsualRateIsTheFirstGuess() {
    let start = ContinuousClock.now
    var clock = WorkClock(expected: [.bases: 1000], usualRate: 100)
    clock.add(0, .bases, isNew: false, at: start)
    #expect(clock.secondsLeft(at: start + .seconds(4)) == 6)
    clock.add(100, .bases, isNew: true, at: start + .seconds(9))
    #expect(clock.secondsLeft(at: start + .seconds(9)) == 81)
  }

  /// A base of the default experiment is 45 times a finetuning in steps x batch, or half of that
  /// under pressure; a guess by trainings alone is off by as much.
  @Test func aBaseWeighsMoreThanAFinetuning() throws {
    let prepared = try PreparedExperiment(
      Experiment.load(SpecificationSource("seventh-grader", overrides: [])))
    let work = prepared.expectedWork
    let bases = Double(prepared.baseVariationCount)
    let perBase = try #require(work[.bases]) / bases
    let perRun = try #require(work[.runs]) / (Double(prepared.trainings) - bases)
    #expect(perBase / perRun > 15 && perBase / perRun < 80, "\(perBase / perRun)")
  }
}
