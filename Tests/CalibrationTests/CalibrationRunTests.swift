import Calibration
import Foundation
import Testing

struct CalibrationRunTests {
  private func report(jobs: Int, only: [String], replicates: Int) async throws
    -> CalibrationReport
  {
    try await Calibration(.init(replicates: replicates, seed: 3, jobs: jobs, only: only)).run()
  }

  /// Two cells of one family, one of another: the same bytes, and the same numbers as when run
  /// alone.
  @Test func threadsAndCompanyChangeNothing() async throws {
    let only = ["direct", "bennett/harmonic", "ladder/L 1.0"]
    let one = try await report(jobs: 1, only: only, replicates: 120)
    let two = try await report(jobs: 2, only: only, replicates: 120)
    #expect(one.text == two.text)
    #expect(try one.json() == two.json())
    let alone = try await report(jobs: 2, only: ["ladder/L 1.0"], replicates: 120)
    #expect(alone.families[0].cells[0].tally.covered == one.families[2].cells[0].tally.covered)
    #expect(alone.families[0].cells[0].tally.error == one.families[2].cells[0].tally.error)
  }

  @Test func moreReplicatesBeginWithTheSame() async throws {
    let few = try await report(jobs: 1, only: ["direct-bound"], replicates: 50)
    let more = try await report(jobs: 1, only: ["direct-bound"], replicates: 100)
    #expect(few.families[0].cells[3].tally.kept <= more.families[0].cells[3].tally.kept)
    #expect(more.families[0].cells[3].tally.replicates == 100)
  }

  @Test func namesAreTheirOwn() {
    var names = Set<String>()
    for family in CalibrationFamilies.all {
      for cell in family.cells {
        #expect(names.insert("\(family.name)/\(cell.name)").inserted)
        #expect(!cell.name.contains("/"))
      }
      #expect(!family.cells.isEmpty)
    }
    #expect(names.count > 100)
  }

  /// The whole registry at few replicates: a false alarm has the chance .001. What it sees with 16
  /// replicates is coverage far from its rule; `calibrate --quick` and the full form see more.
  @Test func everyFamilyAnswersAndKeepsItsRule() async throws {
    let report = try await report(jobs: 2, only: [], replicates: 16)
    #expect(report.holds, "\(report.broken)")
    #expect(report.families.count == CalibrationFamilies.all.count)
    for family in report.families {
      let tallies = family.cells.map(\.tally)
      #expect(tallies.allSatisfy { $0.replicates == 16 })
      #expect(tallies.contains { $0.refused < 8 }, "\(family.name)")
    }
    // Placed strengths mostly give a number, whatever the response.
    let dose = report.families.first { $0.name == "dose-response" }
    #expect(dose?.cells.allSatisfy { $0.tally.values > 8 } == true)
  }

  /// The families that take milliseconds, with 200 replicates a cell.
  @Test func cheapFamiliesKeepTheirRules() async throws {
    let cheap = [
      "direct", "direct-bound", "direct-answers", "direct-bases", "integration", "bennett", "mbar",
      "moved-apart-mbar", "moved-apart-bennett", "discovery", "unseen-mass", "richness",
    ]
    let report = try await report(jobs: 2, only: cheap, replicates: 200)
    #expect(report.holds, "\(report.broken)")
    #expect(report.families.map(\.name) == cheap)
  }

  @Test func widthsAreInReplicateOrderWhateverTheThreads() async throws {
    let one = try await report(jobs: 1, only: ["mbar/harmonic 0 to 1"], replicates: 130)
    let two = try await report(jobs: 2, only: ["mbar/harmonic 0 to 1"], replicates: 130)
    #expect(one.families[0].cells[0].tally.widths == two.families[0].cells[0].tally.widths)
  }
}
