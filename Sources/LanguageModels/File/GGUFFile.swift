/// A file in the GGUF format, version 3: pairs of keys and values, and tensors.
///
/// Every size, count and type is checked against the file before anything is made of it.
/// Source: ggml's docs/gguf.md.
public struct GGUFFile: Sendable {
  /// A matrix or a vector in the file.
  public struct Tensor: Hashable, Sendable {
    public let name: String
    public let type: TensorType
    /// The fast axis first, as the format has it: [columns, rows] of a matrix.
    public let dimensions: [Int]
    /// Where its bytes lie in the file.
    public let bytes: Range<Int>

    public var columns: Int { dimensions[0] }
    public var rows: Int { dimensions.dropFirst().reduce(1, *) }
  }

  public let contents: FileBytes
  public let values: [String: GGUFValue]
  /// In the order of the file.
  public let tensors: [Tensor]
  private let index: [String: Int]

  public var name: String { contents.name }

  public init(path: String) throws { try self.init(FileBytes(path: path)) }

  /// - Throws: `ModelError` that says where the file is not what it should be.
  public init(_ contents: FileBytes) throws {
    self.contents = contents
    var cursor = ByteCursor(contents.bytes, name: contents.name)
    try Self.readMagic(&cursor)
    // A tensor takes at least 24 bytes: its name's length, number of axes, type, offset.
    let tensorCount = try cursor.count(of: "tensors", atLeast: 24)
    let values = try Self.readValues(&cursor)
    let alignment = try Self.alignment(values, cursor)
    let stated = try Self.readTensors(&cursor, count: tensorCount)
    let start = (cursor.offset + alignment - 1) / alignment * alignment
    self.values = values
    tensors = try stated.map {
      try $0.placed(from: start, alignment: alignment, cursor: cursor)
    }
    index = Dictionary(uniqueKeysWithValues: tensors.enumerated().map { ($1.name, $0) })
  }

  public func tensor(_ name: String) -> Tensor? { index[name].map { tensors[$0] } }

  /// The address of a tensor's first byte; lives as long as `contents`.
  package func address(of tensor: Tensor) -> UnsafePointer<UInt8> {
    (contents.bytes.baseAddress! + tensor.bytes.lowerBound).assumingMemoryBound(to: UInt8.self)
  }

  func fault(_ problem: String, remedy: String? = nil) -> ModelError {
    ModelError(.invalid, in: name, problem, remedy: remedy)
  }

  private static func readMagic(_ cursor: inout ByteCursor) throws {
    let expected = "expected a model in the GGUF format, version 3"
    guard cursor.rest >= 8, try cursor.value(UInt32.self, reading: "the magic") == 0x4655_4747
    else { throw cursor.fault("is not a GGUF file", remedy: expected) }
    let version = try cursor.value(UInt32.self, reading: "the version")
    guard version == 3 else {
      throw version.byteSwapped == 3
        ? cursor.fault("is a GGUF file for big-endian machines", remedy: expected)
        : cursor.fault("is a GGUF file of version \(version)", remedy: expected)
    }
  }

  private static func alignment(
    _ values: [String: GGUFValue], _ cursor: ByteCursor
  ) throws -> Int {
    guard let stated = values["general.alignment"] else { return 32 }
    guard let alignment = stated.count, (8...65536).contains(alignment), alignment % 8 == 0 else {
      throw cursor.fault(
        "general.alignment is \(stated)", remedy: "expected a multiple of 8 up to 65536")
    }
    return alignment
  }

  /// A tensor as its entry states it, before its place is known to be in the file.
  private struct StatedTensor {
    let name: String
    let dimensions: [Int]
    let type: TensorType
    let size: Int
    let offset: UInt64

    func placed(from start: Int, alignment: Int, cursor: ByteCursor) throws -> Tensor {
      guard offset % UInt64(alignment) == 0 else {
        throw cursor.fault("tensor \(name) begins at \(offset), not a multiple of \(alignment)")
      }
      let rest = cursor.bytes.count - start
      guard rest >= 0, offset <= UInt64(rest), size <= rest - Int(offset) else {
        throw cursor.fault(
          "tensor \(name) takes \(size) bytes from byte \(start) + \(offset) on, beyond the end "
            + "at byte \(cursor.bytes.count)",
          remedy: "the file is truncated or damaged: fetch it again")
      }
      let first = start + Int(offset)
      return Tensor(
        name: name, type: type, dimensions: dimensions, bytes: first..<(first + size))
    }
  }

  private static func readTensors(
    _ cursor: inout ByteCursor, count: Int
  ) throws -> [StatedTensor] {
    var tensors: [StatedTensor] = []
    var names = Set<String>()
    for _ in 0..<count {
      let name = try cursor.string(reading: "a tensor's name")
      guard names.insert(name).inserted else {
        throw cursor.fault("has two tensors of the name \(name)")
      }
      let axes = try cursor.value(UInt32.self, reading: "the axes of \(name)")
      guard (1...4).contains(axes) else {
        throw cursor.fault("tensor \(name) has \(axes) axes", remedy: "expected 1 to 4")
      }
      let stated = try (0..<axes).map { _ in
        try cursor.value(UInt64.self, reading: "an axis of \(name)")
      }
      let number = try cursor.value(UInt32.self, reading: "the type of \(name)")
      guard let type = TensorType(rawValue: number) else {
        throw cursor.fault(
          "tensor \(name) is of type \(TensorType.name(ofNumber: number))",
          remedy: "types that are read: \(TensorType.readable)")
      }
      let (dimensions, size) = try sizes(stated, type, name, cursor)
      let offset = try cursor.value(UInt64.self, reading: "the offset of \(name)")
      tensors.append(
        StatedTensor(name: name, dimensions: dimensions, type: type, size: size, offset: offset))
    }
    return tensors
  }

  /// Axes as numbers of things that can be, and the bytes they take.
  private static func sizes(
    _ stated: [UInt64], _ type: TensorType, _ name: String, _ cursor: ByteCursor
  ) throws -> ([Int], Int) {
    let shape = stated.map(String.init).joined(separator: " x ")
    guard stated[0] % UInt64(type.blockLength) == 0 else {
      throw cursor.fault(
        "tensor \(name) [\(shape)] is of type \(type.name)",
        remedy: "expected rows of a multiple of \(type.blockLength)")
    }
    var size = UInt64(type.blockBytes)
    for (axis, length) in stated.enumerated() {
      let blocks = axis == 0 ? length / UInt64(type.blockLength) : length
      let (product, overflow) = size.multipliedReportingOverflow(by: blocks)
      guard blocks > 0, !overflow, product <= UInt64(cursor.bytes.count) else {
        throw cursor.fault(
          "tensor \(name) [\(shape)] has more numbers than the file has room for, or none",
          remedy: "the file is truncated or damaged: fetch it again")
      }
      size = product
    }
    return (stated.map { Int($0) }, Int(size))
  }
}
