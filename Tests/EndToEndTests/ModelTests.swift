import Foundation
import Testing

/// `tiltmeter model`, on a model of two small blocks.
@Suite struct ModelTests {
  private static let file = Tool.root + "/Tests/LanguageModelsTests/References/tiny.gguf"

  private func run(_ arguments: [String], environment: [String: String] = [:]) throws
    -> Tool.Outcome
  {
    let scratch = try Scratch()
    return try Tool.run(
      ["model"] + arguments, in: scratch.path,
      environment: ["TILTMETER_MODEL": Self.file].merging(environment) { $1 })
  }

  @Test func aModelIsShown() throws {
    let outcome = try run(["show"])
    #expect(outcome.code == 0)
    let lines = outcome.output.split(separator: "\n").map {
      $0.split(separator: " ", maxSplits: 1).map(String.init)
    }
    #expect(
      outcome.output.hasSuffix(
        """
        name            tiny
        license         none: random numbers
        blocks          2
        width           64, feed-forward 96
        heads           4 of 16, keys and values in 2
        vocabulary      274, head of its own
        context         128 tokens, rotary base 10000.0
        weights         0.10 million in 21 tensors
        types           F32 in 7, F16 in 3, Q4_0 in 3, Q4_1 in 4, Q8_0 in 4
        special tokens  3, roles of a conversation known

        """), "\(outcome.output)")
    #expect(lines[0].first == "file" && outcome.output.contains(Self.file))
    #expect(try run(["show", "--model", Self.file]) == outcome)
  }

  @Test func tokensArePrinted() throws {
    #expect(
      try run(["tokens", "the  1<|im_end|>"])
        == Tool.Outcome(
          code: 0, output: "117\t\"t\"\n254\t\"he\"\n257\t\"  \"\n50\t\"1\"\n2\t\"<|im_end|>\"\n",
          error: ""))
    let plain = try run(["tokens", "--plain", "<|im_end|>"])
    #expect(plain.code == 0 && plain.output.hasPrefix("61\t\"<\"\n"))
    let missing = try run(["tokens", "a\u{4}b"])
    #expect(missing.code == 0 && missing.output.hasPrefix("98\t\"a\"\n99\t\"b\"\n"))
    #expect(
      missing.error
        == "tiltmeter: this model has no token for the bytes 04: they are left out of the text\n")
  }

  @Test func answersAreScored() throws {
    let outcome = try run(["score", "x = ", "12", "20", "end"])
    #expect(outcome.code == 0)
    let lines = outcome.output.split(separator: "\n").map {
      $0.split(separator: "\t").map(String.init)
    }
    #expect(lines.count == 5)
    for line in lines[1...3] {
      let parts = line[1].split(separator: " ").map { Double($0)! }
      #expect(abs(parts.reduce(0, +) - Double(line[0])!) < 1e-3)
    }
    // An answer alone scores as among others.
    let alone = try run(["score", "x = ", "20"])
    #expect(alone.output.split(separator: "\n")[1] == outcome.output.split(separator: "\n")[2])
    let asked = try run(["score", "--role", "user", "x = ", "20"])
    #expect(asked.code == 0 && asked.output != alone.output)
  }

  @Test func whatIsWrongIsToldWithItsCode() throws {
    let missing = try run(["show", "--model", "nowhere.gguf"])
    #expect(
      missing
        == Tool.Outcome(
          code: 66, output: "",
          error: "nowhere.gguf: error: there is no such file; scripts/fetch-model gets a model; "
            + "--model or TILTMETER_MODEL names another file\n"))
    let scratch = try Scratch()
    try scratch.write("no model", to: "text.gguf")
    let text = try Tool.run(["model", "show", "--model", "text.gguf"], in: scratch.path)
    #expect(
      text
        == Tool.Outcome(
          code: 65, output: "",
          error: "text.gguf: error: is not a GGUF file; expected a model in the GGUF format, "
            + "version 3\n"))
    let other = try run(["show", "--checksum", String(repeating: "a", count: 64)])
    #expect(other.code == 65 && other.error.contains("expected aaaaaaaa"))
    #expect(try run(["show", "--checksum", "abc"]).code == 64)
    let joined = try run(["score", "the", "re"])
    #expect(joined.code == 0)
    let border = try run(["score", "t", "he"])
    #expect(border.code == 0)
    let within = try run(["score", "a", "a"])
    #expect(within.code == 65)
    #expect(within.error.contains("answer 'a': error: begins within a token"))
    let long = try run(["score", String(repeating: "x", count: 128), "12"])
    #expect(long.code == 65)
    #expect(long.error.contains("is 129 tokens long; this model reads up to 128"))
    #expect(try run(["score", "x", "1", "12"]).code == 65)
  }

  @Test func theDoctorSaysWhetherAModelIsThere() throws {
    let scratch = try Scratch()
    let there = try Tool.run(
      ["doctor"], in: scratch.path, environment: ["TILTMETER_MODEL": Self.file])
    #expect(there.output.contains("language model  there: \(Self.file) (2 blocks, 0 MB)"))
    let gone = try Tool.run(
      ["doctor"], in: scratch.path, environment: ["TILTMETER_MODEL": "/nonexistent.gguf"])
    #expect(gone.code == 0)
    #expect(gone.output.contains("language model  not there (/nonexistent.gguf)"))
    #expect(gone.output.contains("scripts/fetch-model gets it"))
  }
}
