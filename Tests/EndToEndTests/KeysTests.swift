import Foundation
import Testing

/// What the tool says of its settings, its kinds and itself.
@Suite struct KeysTests {
  @Test func showListsAKindsKeys() throws {
    let scratch = try Scratch()
    let shown = try Tool.run(["show", "mlp"], in: scratch.path)
    #expect(
      shown.output == """
        learners: mlp: fully connected network, many runs trained side by side
          kind: mlp
              mlp | mlp-reference | linear-gaussian | bigrams | stated
              the family that is trained
          hidden: [16]
              a list of whole numbers from 1 to 65536
              units of each hidden layer; none: a linear model
          activation: tanh
              tanh | relu | gelu
              what a hidden unit does with its weighted sum
          weights: 1.0
              a number, at least 0.0
              initial weights are normal, with this deviation over the root of the fan-in
          biases: 0.5
              a number, at least 0.0
              initial biases are normal, with this deviation

        """)
    let training = try Tool.run(["show", "training"], in: scratch.path).output
    for key in ["  rate: 0.02\n", "  weight-decay: 0.01 (with optimizer: adamw)\n"] {
      #expect(training.contains(key), "\(training)")
    }
  }

  @Test func resolvedPrintsEveryKeyWithItsDefault() throws {
    let scratch = try Scratch()
    let shown = try Tool.run(["show", "slab", "--resolved"], in: scratch.path)
    #expect(shown.code == 0)
    let valid = try Tool.run(["validate", "slab", "--resolved"], in: scratch.path)
    #expect(valid.output == shown.output)
    for line in ["  dimensions: 2", "# default: 10", "  steps: 300", "# default", "# required"] {
      #expect(shown.output.contains(line), "\(shown.output)")
    }
    try scratch.write(shown.output, to: "copy.yaml")
    let copied = try Tool.run(["plan", "copy.yaml", "--ids-only"], in: scratch.path)
    let direct = try Tool.run(["plan", "slab", "--ids-only"], in: scratch.path)
    #expect(copied.output == direct.output)
  }

  /// Every name of the README's table of kinds is listed.
  @Test func listPrintsWhatTheReadmeSays() throws {
    let scratch = try Scratch()
    let readme = try String(contentsOfFile: Tool.root + "/README.md", encoding: .utf8)
    let table = readme.split(separator: "\n").drop { !$0.hasPrefix("| kind |") }
      .prefix { $0.hasPrefix("|") && !$0.hasPrefix("| verb |") }
    let listed = try Tool.run(["list"], in: scratch.path).output
    let names = Set(
      listed.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) })
    var count = 0
    for row in table.dropFirst(2) {
      let kinds = row.split(separator: "|")[1]
      for match in kinds.matches(of: #/`([a-z0-9-]+)`/#) {
        #expect(names.contains(String(match.1)), "\(match.1) is not listed")
        count += 1
      }
    }
    #expect(count > 40)
    for shelf in ["calibrations", "formats", "blocks"] { #expect(names.contains(shelf)) }
  }

  @Test func helpIsTrue() throws {
    let scratch = try Scratch()
    let root = try Tool.run(["--help"], in: scratch.path).output
    #expect(root.contains("`seventh-grader`"))
    #expect(!root.contains("two handwritten digits"))
    for verb in ["run", "plan", "validate"] {
      let help = try Tool.run([verb, "--help"], in: scratch.path).output
      let usage = try #require(help.split(separator: "\n").first { $0.hasPrefix("USAGE: ") })
      #expect(usage.hasPrefix("USAGE: tiltmeter \(verb) [SPEC] [key=value …] ["))
      #expect(usage.count { $0 == "[" } == usage.count { $0 == "]" })
    }
  }

  @Test func aLinkToTheScriptWorks() throws {
    let scratch = try Scratch()
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/tm", withDestinationPath: Tool.root + "/scripts/tiltmeter")
    let script = try scratch.linkedScriptHead()
    #expect(script.code == 0, "\(script.error)")
    #expect(script.output == Tool.root + "\n")
  }
}

extension Scratch {
  /// Sources the set-up as the linked script does and prints the root it finds: the build itself is
  /// not to be started within a test.
  fileprivate func linkedScriptHead() throws -> Tool.Outcome {
    let lines = try read("tm").split(separator: "\n").filter { $0.hasPrefix("source ") }
    try write(
      lines.joined(separator: "\n").replacingOccurrences(
        of: "${BASH_SOURCE[0]}", with: path + "/tm") + "\necho \"$root\"\n", to: "head.sh")
    return try Tool.shell(["/bin/bash", "head.sh"], in: path)
  }
}
