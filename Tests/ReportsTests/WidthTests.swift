import Experiments
import Reports
import Testing

/// Lines fit the device, whatever its width.
@Suite struct WidthTests {
  private let table = ReportDocument.Table(
    [
      .text("strength"), .number("runs"), .number("A"), .number("B"), .number("mean answers A"),
      .text("what is to be said of it"),
    ],
    rows: [
      ["toward 0.01", "10,000", "9,000", "1,000", "0.900", "a sentence that is longer than most"],
      ["0", "100", "0", "1", "0.001", "-"],
    ])

  @Test func aTableThatFitsIsLeftAsItIs() {
    #expect(TerminalTable(table: table, width: 100).text == """
        strength       runs      A      B  mean answers A  what is to be said of it
        toward 0.01  10,000  9,000  1,000           0.900  a sentence that is longer than most
        0               100      0      1           0.001  -
      """)
  }

  @Test(arguments: [24, 32, 40, 50, 60, 72, 80]) func noLineIsTooLong(_ width: Int) {
    let text = TerminalTable(table: table, width: width).text
    for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
    for cell in ["10,000", "9,000", "0.900", "100", "0.001"] { #expect(text.contains(cell)) }
  }

  @Test(arguments: [1, 2, 5, 8, 12, 20, 30, 40, 60, 61, 80, 200]) func progressFits(_ width: Int) {
    for (done, total) in [(0, 3500), (1234, 3500), (3500, 3500), (7, 1_000_000_000)] {
      let line = ProgressLine(
        done: done, total: total, unit: "trainings", rate: 1234.5, left: 98765)
      #expect(line.text(width: width, bar: true).count <= width - 1)
      #expect(line.text(width: width, bar: false).count <= width - 1)
    }
  }

  @Test func progressSaysAsMuchAsFits() {
    let line = ProgressLine(done: 700, total: 1400, unit: "trainings", rate: 35, left: 20)
    #expect(
      line.text(width: 80, bar: true)
        == "███████████████░░░░░░░░░░░░░░░ 700 of 1,400 trainings, 35/s, 0:20 left")
    #expect(line.text(width: 60, bar: true) == "█████████░░░░░░░░░░ 700 of 1,400 trainings, 35/s, 0:20 left")
    #expect(line.text(width: 39, bar: true) == "700 of 1,400 trainings, 0:20 left")
    #expect(line.text(width: 30, bar: true) == "700 of 1,400, 0:20 left")
    #expect(line.text(width: 10, bar: true) == "0:20")
    let begun = ProgressLine(done: 0, total: 1400, unit: "trainings", rate: nil, left: nil)
    #expect(begun.text(width: 60, bar: false) == "0 of 1,400 trainings, time not known yet")
  }
}
