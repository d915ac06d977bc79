import Foundation
import LanguageModels
import Testing

@Suite struct TokenizerTests {
  /// Texts of the tiny vocabulary, by Hugging Face's tokenizers.
  @Test func tokensAreThoseOfAnotherProgram() throws {
    let tokenizer = try Fixtures.tiny().tokenizer
    for entry in try TinyReference.load().texts {
      #expect(tokenizer.encode(entry.text).tokens == entry.tokens, "\(entry.text.debugDescription)")
    }
  }

  @Test func bytesWithoutATokenAreNamed() throws {
    let tokenizer = try Fixtures.tiny().tokenizer
    let encoding = tokenizer.encode("a\u{6}\u{4}b\u{4}")
    #expect(encoding.missingBytes == [4, 6])
    #expect(tokenizer.decode(encoding.tokens) == "ab")
    #expect(tokenizer.encode("\u{4}").tokens.isEmpty)
    #expect(tokenizer.encode("ab").missingBytes.isEmpty)
  }

  @Test func specialTokensAreReadOrPlain() throws {
    let tokenizer = try Fixtures.tiny().tokenizer
    let text = "x<|im_end|>y"
    #expect(tokenizer.encode(text).tokens.contains(2))
    let plain = tokenizer.encode(text, special: .plain).tokens
    #expect(!plain.contains(2))
    #expect(tokenizer.decode(plain) == text)
    #expect(tokenizer.decode(tokenizer.encode(text).tokens) == text)
    #expect(tokenizer.end == 2)
  }

  @Test func conversationsFollowTheTemplate() throws {
    let tokenizer = try Fixtures.tiny().tokenizer
    #expect(
      try tokenizer.chat([ChatTurn(role: "user", content: "2+2?")])
        == "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face"
        + "<|im_end|>\n<|im_start|>user\n2+2?<|im_end|>\n<|im_start|>assistant\n")
    #expect(
      try tokenizer.chat([
        ChatTurn(role: "system", content: "Be brief."), ChatTurn(role: "user", content: "hi"),
      ]) == "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nhi<|im_end|>\n"
        + "<|im_start|>assistant\n")
  }

  /// Long pieces take no quadratic time: half a million letters would take hours.
  @Test func longPiecesAreFast() throws {
    let tokenizer = try Fixtures.tiny().tokenizer
    let encoding = tokenizer.encode(String(repeating: "a", count: 500_000))
    #expect(encoding.tokens.count == 125_000)
  }

  /// 405 strings of the pretrained model's vocabulary: Hugging Face's tokenizers and llama.cpp agree
  /// on every one.
  @Test(.enabled(if: Fixtures.pretrainedPath != nil, Fixtures.withoutPretrained))
  func everyLineOfTheTableIsRight() throws {
    let tokenizer = try Fixtures.pretrained().tokenizer
    let lines = try Fixtures.table("tokens.tsv")
    #expect(lines.count == 405)
    // transformers' own reading of the file leaves the cutting of digits out: no reference.
    #expect(lines.count { $0[3] != "=" } == 19)
    for cells in lines {
      let text = try JSONDecoder().decode([String].self, from: Data("[\(cells[0])]".utf8))[0]
      func ids(_ cell: String, or same: [Int32]) -> [Int32] {
        cell == "=" ? same : cell.split(separator: " ").map { Int32($0)! }
      }
      let expected = ids(cells[1], or: [])
      #expect(tokenizer.encode(text).tokens == expected, "\(cells[0])")
      let plain = ids(cells[4], or: ids(cells[2], or: expected))
      #expect(tokenizer.encode(text, special: .plain).tokens == plain, "\(cells[0])")
    }
    #expect(tokenizer.knowsRoles)
    let missing = (UInt8.min...UInt8.max).filter { byte in
      !(0..<Int32(tokenizer.count)).contains { tokenizer.bytes(of: $0) == [byte] }
    }
    #expect(missing.count == 21)
  }
}
