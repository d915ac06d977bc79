import Documents
import Estimation
import Experiments
import Foundation
import Testing

/// What is said of anyone's own runs, each sentence with a file that brings it about; exchanging
/// `--a` and `--b` exchanges names.
@Suite struct OwnRunsSentenceTests {
  private static let head = "strength,policy,count\n"
  private static let told: [(sentence: String, text: String)] = [
    ("no run has strength 0; add plain runs", head + "-1,a,30\n-1,b,9\n1,a,9\n1,b,30\n"),
    (
      "no runs were measured: the counts at strength 0 are 0",
      head + "0,a,0\n0,b,0\n1,a,9\n1,b,30\n2,a,3\n2,b,40\n"
    ),
    (
      "none of 12 runs is A's or B's: name another pair, or add plain runs",
      head + "0,c,12\n1,a,9\n1,b,30\n2,a,3\n2,b,40\n"
    ),
    (
      "no run under pressure is A's or B's: name another pair, or add runs",
      head + "0,a,12\n0,b,3\n1,c,9\n2,c,40\n"
    ),
    ("of the plain runs are neither policy's: L compares the others", head + "0,a,9\n0,b,9\n0,c,82\n"),
    (
      "one group alone says nothing of other groups: add runs of others",
      "strength,policy,count,group\n0,a,12,x\n0,b,3,x\n"
    ),
    (
      "the samples at strength 0 are steps of chains and no independent runs",
      "strength,policy,score,chain,step\n"
        + (0..<80).map { n in
          "\(n % 2),\(n % 3 == 0 ? "b" : "a"),\(Double(n * 37 % 101) / 50),c\(n % 8),\(n / 8)\n"
        }.joined()
    ),
    (
      "strengths in these lines are in units of",
      head + "-1e-70,a,70\n-1e-70,b,30\n1e-70,a,30\n1e-70,b,70\n2e-70,a,9\n2e-70,b,90\n"
    ),
  ]

  private func sentences(_ text: String, a: String, b: String) throws -> [String] {
    let summary = try OwnRuns(reading: Array(text.utf8), file: "runs.csv")
      .summary(a: a, b: b, level: 0.95)
    return summary.pairs[0].estimates.flatMap(\.warnings) + [summary.pairs[0].verdict.text]
  }

  @Test(arguments: told.indices) func eachIsSaidOfEither(_ index: Int) throws {
    let (sentence, text) = Self.told[index]
    #expect(try sentences(text, a: "a", b: "b").contains { $0.contains(sentence) })
    #expect(try sentences(text, a: "b", b: "a").contains { $0.contains(sentence) })
  }

  @Test(arguments: [
    ("[{\"strength\": 0}]", "this is a JSON array"),
    ("\u{feff} [\n{\"strength\": 0}]", "this is a JSON array"),
    ("{\"strength\": 0,\n\"policy\": \"a\"}\n", "a JSON object goes over several lines here"),
    ("strength\tpolicy\n0\ta\n", "this is no comma-separated table: its columns are separated by tabs"),
    ("PK\u{3}\u{4}x", "this is a spreadsheet or another zip file"),
    ("strength,policy\r0,a\r0,b\r", "its lines end with a carriage return alone"),
    ("0,a\n0,b\n", "the first line is no header: it holds the number `0`"),
    ("x,y\n1,2\n", "there is no column `strength` and none called `policy`"),
    ("strength,a,b\n0,90,10\n", "there is no column `policy`"),
    (
      "strength;policy\n0;a\n",
      "this is no comma-separated table: its columns are separated by semicolons"
    ),
  ])
  func anotherFormIsSaidOnce(text: String, problem: String) {
    let error = #expect(throws: DocumentError.self) {
      try OwnRuns(reading: Array(text.utf8), file: "runs.csv")
    }
    #expect(error?.diagnostics.count == 1)
    #expect(error?.description.hasPrefix("runs.csv:1:1: error: \(problem); ") == true, "\(error as Any)")
  }

  /// A damaged line of JSON Lines is no other form.
  @Test func aDamagedLineIsNamedWhereItIs() {
    let error = #expect(throws: DocumentError.self) {
      try OwnRuns(
        reading: Array("{\"strength\": 0, \"policy\": \"a\"\n{\"strength\": 0}\n".utf8), file: "x")
    }
    #expect(error?.description.contains("several lines") == false)
  }
}
