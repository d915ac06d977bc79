import LanguageModels

/// A model's file, fed with anything: read whole, a text as tokens, and a passage run where there is
/// a model after all.
///
/// Only a `ModelError` may come of it; a trap or a read beyond the bytes ends the program, which
/// libFuzzer reports with the bytes that made it. `--sanitize=fuzzer` brings the main function that
/// calls this.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzModelFiles(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  guard size > 0, let data else { return 0 }
  do {
    let file = FileBytes(UnsafeBufferPointer(start: data, count: size), name: "fuzz.gguf")
    let model = try LanguageModel(GGUFFile(file))
    let encoding = model.tokenizer.encode("the  12 <|im_end|> don't\n")
    _ = model.tokenizer.decode(encoding.tokens)
    guard let first = encoding.tokens.first else { return 0 }
    _ = try ModelRunner(model).logProbabilities(of: [
      Passage([first], questions: [Question(after: 0, candidates: [first])])
    ])
  } catch is ModelError {
  } catch {
    fatalError("another error than those that are documented: \(error)")
  }
  return 0
}
