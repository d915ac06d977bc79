import Foundation
import Testing

/// Single bits of a whole small folder are flipped, one at a time: no verb ends by a signal, and no
/// summary changes in silence.
///
/// A small sample by default. `TILTMETER_FLIPS=5000 scripts/test --filter BitFlipTests` takes that
/// many of every file's bits, spread evenly, and prints what they came to.
@Suite struct BitFlipTests {
  static let command = [
    "run", "mine.yaml", "--quiet", "--json", "--jobs", "1",
  ]

  /// Data, settings, runs and an execution.
  static let settings = """
    experiment: mine
    task: {kind: table, train: t.csv, pressure: p.csv, readout: r.csv, policies: [left, right]}
    learner: {kind: mlp, hidden: [2]}
    training: {steps: 2}
    estimators: [direct]
    controls: []
    budget: 32

    """

  private enum Result: String, CaseIterable {
    case same = "the same summary"
    case refused = "an error"
    case mended = "trained anew, the same summary"
  }

  @Test func noneEndsBySignalOrChangesASummaryInSilence() throws {
    let flips = Int(ProcessInfo.processInfo.environment["TILTMETER_FLIPS"] ?? "") ?? 8
    let scratch = try Scratch()
    let header = "x,left,right\n"
    try scratch.write(
      header + (0..<8).map { "\(Double($0) / 4),\($0 % 2),\($0 % 2)\n" }.joined(), to: "t.csv")
    for (name, first) in [("p.csv", 100), ("r.csv", 200)] {
      let rows = (first..<first + 8).map { "\($0),\($0 % 2),\(1 - $0 % 2)\n" }
      try scratch.write(header + rows.joined(), to: name)
    }
    try scratch.write(Self.settings, to: "mine.yaml")
    let whole = try Tool.run(Self.command + ["--out", "out"], in: scratch.path)
    try #require(whole.code == 0, "\(whole.error)")
    let folder = scratch.path + "/out/"
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().filter {
      (try? FileManager.default.attributesOfItem(atPath: folder + $0)[.type] as? FileAttributeType)
        == .typeRegular
    }
    #expect(names.contains("tiltmeter-folder") && names.contains("data/train.csv"))
    let bytes = Dictionary(
      uniqueKeysWithValues: names.map { ($0, FileManager.default.contents(atPath: folder + $0)!) })
    var lines: [String] = []
    for name in names {
      let bits = 8 * bytes[name]!.count
      let count = min(flips, bits)
      var results: [Result: Int] = [:]
      for flip in 0..<count {
        let bit = (flip * bits + bits / 2) / count
        var damaged = bytes[name]!
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        try damaged.write(to: URL(fileURLWithPath: folder + name))
        let report = try Tool.run(["report", "out", "--format", "json"], in: scratch.path)
        #expect(report.code < 100, "\(name), bit \(bit): \(report)")
        #expect(report.code == 0 ? report.output == whole.output : !report.error.isEmpty)
        results[report.code == 0 ? .same : .refused, default: 0] += 1
        let again = try Tool.run(Self.command + ["--out", "out"], in: scratch.path)
        #expect(again.code < 100, "\(name), bit \(bit): \(again)")
        if again.code == 0 {
          #expect(again.output == whole.output, "\(name), bit \(bit)")
          #expect(try scratch.read("out/summary.json") == whole.output)
          if report.code != 0 { results[.mended, default: 0] += 1 }
        } else {
          #expect(!again.error.isEmpty && !again.error.contains("internal error"))
        }
        for other in names { try bytes[other]!.write(to: URL(fileURLWithPath: folder + other)) }
        try? FileManager.default.removeItem(atPath: folder + "shards/runs.sqlite-journal")
      }
      let parts = Result.allCases.map { "\($0.rawValue) \(results[$0] ?? 0)" }
      lines.append("\(name): \(count) of \(bits) bits; report: \(parts.joined(separator: ", "))")
    }
    if flips > 8 { print(lines.joined(separator: "\n")) }
  }
}
