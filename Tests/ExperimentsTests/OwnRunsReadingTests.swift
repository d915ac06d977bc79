import Documents
import Experiments
import Foundation
import Testing

/// One pass over plain files against the table of all cells, which is the reference.
struct OwnRunsReadingTests {
  private func summary(_ text: String, keep: [String] = [], inFull: Bool) -> String {
    do {
      let runs = try OwnRuns(
        reading: Array(text.utf8), file: "runs.csv", keep: keep, inFull: inFull)
      return String(
        decoding: try runs.summary(a: nil, b: nil, level: 0.9).json(), as: UTF8.self)
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    "strength,policy\n0,a\n0,b\n1,a\n1,b\n1,b\n",
    "\u{feff}policy , strength\r\n a ,0\r\nb, -0.0\r\nother,1e0\r\na,1\r\nb,1.0\r\n\r\n",
    "strength,policy,count,group\n0,a,10,x\n0,b,3,x\n0,a,7,\n0,b,1,\n1,a,2,y\n1,b,9,z\n",
    "strength,policy,seed\n0,a,1\n0,b,2\n0,a,\n0,b,\n0,a,01\n1,a,1\n1,b,2\n",
    "strength,policy,seed\n0,a,1\n0,b,2\n0,a,1\n",
    "strength,policy,score,chain,step\n"
      + (0..<400).map { n in
        "\(n % 2),\(n % 3 == 0 ? "b" : "a"),\(Double(n * 37 % 101) / 50),c\(n % 20),\(n / 20)"
      }.joined(separator: "\n"),
    "strength,policy,score,chain,step\n0,a,1,x,1\n0,b,2,x,1\n",
    "strength,policy\n0,a\nx,b\n", "strength,policy\n0,\"a\"\n0,b\n0,a\n", "strength,policy\n",
    "strength,policy,count\n0,a,-1\n", "strength,policy\n0,a\n0,\n", "strength,policy",
  ])
  func plainFilesAreReadTheSame(text: String) {
    #expect(summary(text, inFull: false) == summary(text, inFull: true))
  }

  /// Groups that share a tendency, taken together: the same estimate, and an interval of the same
  /// width but for what 300 bunches know of it (.04 of it is one deviation; seed fixed).
  @Test func groupsTakenTogetherGiveTheSameInterval() throws {
    var text = "strength,policy,count,group\n"
    var state: UInt64 = 5
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
    for group in 0..<2000 {
      let tendency = 2 * (uniform() + uniform() + uniform() - 1.5)
      for strength in [-1.0, 0.5, 1] {
        let p = 1 / (1 + exp(-strength - tendency))
        let b = (0..<6).count { _ in uniform() < p }
        text += "\(strength),a,\(6 - b),g\(group)\n\(strength),b,\(b),g\(group)\n"
      }
    }
    let runs = try OwnRuns(reading: Array(text.utf8), file: "x")
    let all = try runs.summary(a: "a", b: "b", level: 0.95).pairs[0].estimates[1]
    let some = try runs.summary(a: "a", b: "b", level: 0.95, mostGroups: 600).pairs[0].estimates[1]
    let (first, second) = (try #require(all.logOdds), try #require(some.logOdds))
    #expect(abs(first - second) < 0.01)
    func width(_ estimate: EstimateSummary) -> Double {
      (estimate.high ?? .infinity) - (estimate.low ?? 0)
    }
    #expect(abs(width(some) / width(all) - 1) < 0.15, "\(width(some)) \(width(all))")
    #expect(some.details["bunches_of_groups"] != nil && all.details["bunches_of_groups"] == nil)
  }

  @Test func keptColumnsAreNotRead() {
    let plain = "strength,policy\n0,a\n0,b\n0,a\n"
    let more = "strength,note,policy,group\n0,\"x, y\",a,1\n0,,b,2\n0,z,a,3\n"
    func estimates(_ text: String) -> Substring? {
      text.components(separatedBy: "\"pairs\"").last?.components(separatedBy: "\"provenance\"")
        .first.map { $0[...] }
    }
    #expect(
      estimates(summary(more, keep: ["note", "group"], inFull: false))
        == estimates(summary(plain, inFull: false)))
    #expect(summary(more, inFull: false).contains("runs.csv:1:10: error: unknown column `note`"))
    let wrong = summary(more, keep: ["nota", "policy"], inFull: false)
    #expect(wrong.contains("--keep names `nota`, and there is no such column; did you mean `note`?"))
    #expect(wrong.contains("--keep names the column `policy`, without which nothing"))
  }

  /// The columns in any file order, whatever a third party's chains are called.
  @Test func chainsTakeAnyText() throws {
    func text(_ chain: (Int) -> String) -> String {
      "strength,policy,score,chain,step\n"
        + (0..<2000).map { n in
          "\(n % 2),\(n * 7919 % 5 == 0 ? "b" : "a"),\(Double(n * 7919 % 1009) / 500),"
            + "\(chain(n % 12)),\(n / 12)"
        }.joined(separator: "\n")
    }
    func estimates(_ text: String) throws -> [EstimateSummary] {
      try OwnRuns(reading: Array(text.utf8), file: "x").summary(a: "a", b: "b", level: 0.9)
        .pairs[0].estimates
    }
    let numbers = try estimates(text { "\($0)" })
    #expect(try estimates(text { "run-\(Character(UnicodeScalar(97 + UInt8($0))))" }) == numbers)
    #expect(try estimates(text { ["\"", "\""].joined(separator: "\($0)") }) == numbers)
  }
}
