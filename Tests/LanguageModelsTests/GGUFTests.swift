import CModelKernels
import LanguageModels
import Mathematics
import Testing

@Suite struct GGUFTests {
  /// Every tensor of the tiny model, value by value: gguf-py's dequantisation, by its SHA-256.
  @Test func valuesAreThoseOfTheFormatsOwnLibrary() throws {
    let reference = try TinyReference.load()
    let file = try GGUFFile(path: "\(Fixtures.references)/tiny.gguf")
    #expect(Set(file.tensors.map(\.type)) == Set(TensorType.allCases))
    #expect(file.tensors.count == reference.tensors.count)
    for tensor in file.tensors {
      let expected = try #require(reference.tensors[tensor.name])
      #expect(tensor.type.name == expected.type)
      #expect(tensor.dimensions == expected.dimensions)
      let count = tensor.rows * tensor.columns
      let values = Dequantisation.values(
        file.address(of: tensor), type: tensor.type, count: count)
      #expect(digest(values) == expected.sha256_of_float32, "\(tensor.name)")
    }
  }

  /// Half precision by every bit pattern, against the processor's own type.
  @Test func halvesAreTheProcessorsHalves() {
    for pattern in UInt16.min...UInt16.max {
      let bytes = [UInt8(pattern & 0xff), UInt8(pattern >> 8)]
      let mine = bytes.withUnsafeBufferPointer { Dequantisation.half($0.baseAddress!) }
      let theirs = Float(Float16(bitPattern: pattern))
      #expect(mine == theirs || (mine.isNaN && theirs.isNaN))
      #expect(mine.sign == theirs.sign || mine.isNaN)
    }
  }

  /// The kernels' rows, on every instruction set, against the reference, to the bit.
  @Test func kernelsUnpackTheSameValues() throws {
    let model = try Fixtures.tiny()
    for kernels in ModelKernels.available {
      for matrix in model.weights.blocks.flatMap(\.layers) + [
        model.weights.embedding, model.weights.output,
      ] {
        let rows = (0..<Int32(matrix.rows)).reversed().map { $0 }
        var result = [Float](repeating: .nan, count: matrix.rows * matrix.columns)
        var copy = matrix.matrix
        kernels.table.unpack_rows(&result, matrix.columns, &copy, rows, rows.count)
        let expected = rows.flatMap { matrix.values(row: Int($0)) }
        #expect(result.map(\.bitPattern) == expected.map(\.bitPattern))
      }
    }
  }

  private func digest(_ values: [Float]) -> String {
    var hash = SHA256()
    values.withUnsafeBytes { hash.update($0) }
    return hash.finish().map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  @Test func theChecksumIsThatOfTheFile() throws {
    let model = try Fixtures.tiny()
    var hash = SHA256()
    hash.update(try Fixtures.bytes("tiny.gguf"))
    #expect(model.checksum().hasPrefix(String(hash.finish()[0], radix: 16)))
    try model.require(checksum: model.checksum().uppercased())
    let fault = #expect(throws: ModelError.self) {
      try model.require(checksum: String(repeating: "0", count: 64))
    }
    #expect(fault?.description.contains("has the SHA-256 \(model.checksum()); expected 0000") == true)
  }

  // MARK: Bad files

  private func fault(_ bytes: [UInt8]) -> ModelError? {
    do {
      _ = try LanguageModel(GGUFFile(FileBytes(bytes, name: "bad.gguf")))
      return nil
    } catch let error as ModelError {
      return error
    } catch {
      Issue.record("another error: \(error)")
      return nil
    }
  }

  /// Puts a little-endian value where a text ends, `skip` bytes further on.
  private func edited<Value: FixedWidthInteger>(
    after text: String, skip: Int, to value: Value
  ) throws -> [UInt8] {
    var bytes = try Fixtures.bytes("tiny.gguf")
    let pattern = Array(text.utf8)
    let place = try #require(
      (0..<20000).first { Array(bytes[$0..<($0 + pattern.count)]) == pattern })
    withUnsafeBytes(of: value.littleEndian) {
      bytes.replaceSubrange(
        (place + pattern.count + skip)..<(place + pattern.count + skip + $0.count), with: $0)
    }
    return bytes
  }

  @Test func whatIsNoModelIsRefusedByName() throws {
    let good = try Fixtures.bytes("tiny.gguf")
    #expect(fault(good) == nil)
    #expect(fault([])?.problem == "is not a GGUF file")
    #expect(fault(Array("{\"json\": true}".utf8))?.problem == "is not a GGUF file")
    var bytes = good
    bytes[4] = 2
    #expect(fault(bytes)?.problem == "is a GGUF file of version 2")
    bytes[4...7] = [0, 0, 0, 3]
    #expect(fault(bytes)?.problem == "is a GGUF file for big-endian machines")
    bytes = good
    bytes.replaceSubrange(8..<16, with: [UInt8](repeating: 0xff, count: 8))
    #expect(fault(bytes)?.problem.hasPrefix("states 18446744073709551615 tensors at byte 8") == true)
    bytes = good
    bytes[23] = 0x10
    #expect(fault(bytes)?.problem.contains("pairs of keys and values") == true)
    // Architecture: `llama` stands behind its key, a type and a length.
    bytes = try edited(after: "general.architecture", skip: 12, to: UInt8(ascii: "x"))
    #expect(fault(bytes)?.problem == "is of the architecture 'xlama'")
    // A tensor's entry: name, axes, one size for each, type, offset.
    let name = "blk.1.attn_q.weight"
    bytes = try edited(after: name, skip: 20, to: UInt32(12))
    #expect(fault(bytes)?.problem == "tensor \(name) is of type Q4_K")
    bytes = try edited(after: name, skip: 20, to: UInt32(777))
    #expect(fault(bytes)?.problem == "tensor \(name) is of type number 777")
    bytes = try edited(after: name, skip: 0, to: UInt32(9))
    #expect(fault(bytes)?.problem == "tensor \(name) has 9 axes")
    bytes = try edited(after: name, skip: 4, to: UInt64(1) << 63)
    #expect(fault(bytes)?.problem.contains("more numbers than the file has room for") == true)
    bytes = try edited(after: name, skip: 4, to: UInt64(65))
    #expect(fault(bytes)?.remedy == "expected rows of a multiple of 32")
    bytes = try edited(after: name, skip: 12, to: UInt64(32))
    #expect(fault(bytes)?.problem == "tensor \(name) is [64 x 32]")
    bytes = try edited(after: name, skip: 24, to: UInt64(1) << 40)
    #expect(fault(bytes)?.problem.contains("beyond the end at byte 153440") == true)
    bytes = try edited(after: name, skip: 24, to: UInt64.max - 31)
    #expect(fault(bytes)?.problem.contains("beyond the end at byte 153440") == true)
    bytes = try edited(after: name, skip: 24, to: UInt64(33))
    #expect(fault(bytes)?.problem.contains("not a multiple of 32") == true)
    bytes = try edited(after: "blk.1.attn_", skip: 0, to: UInt8(ascii: "z"))
    #expect(fault(bytes)?.problem.hasPrefix("has no tensor blk.1.attn_") == true)
    bytes = try edited(after: "llama.attention.head_count", skip: 4, to: UInt32(5))
    #expect(fault(bytes)?.problem.contains("5 heads on a width of 64") == true)
    bytes = try edited(after: "llama.block_count", skip: 4, to: UInt32(1 << 29))
    #expect(fault(bytes)?.problem == "has no tensor blk.2.attn_q.weight")
    bytes = try edited(after: "tokenizer.ggml.pre", skip: 12, to: UInt8(ascii: "t"))
    #expect(fault(bytes)?.problem == "tokenizer.ggml.pre is 'tmollm'")
  }

  /// A file that ends early is refused wherever it ends, and nothing is read beyond.
  @Test func truncatedFilesAreRefused() throws {
    let good = try Fixtures.bytes("tiny.gguf")
    for count in Array(stride(from: 0, to: 12000, by: 7)) + [153_439, 153_000, 20_000] {
      let found = fault(Array(good[..<count]))
      #expect(found != nil, "\(count) bytes")
    }
  }

  @Test func missingFilesAndFoldersAreTold() throws {
    let missing = #expect(throws: ModelError.self) {
      try LanguageModel(path: "/nonexistent/model.gguf")
    }
    #expect(missing?.kind == .missing)
    let folder = #expect(throws: ModelError.self) {
      try LanguageModel(path: Fixtures.references)
    }
    #expect(folder?.problem == "is no ordinary file")
  }
}
