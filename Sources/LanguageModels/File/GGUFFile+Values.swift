extension GGUFFile {
  static func readValues(_ cursor: inout ByteCursor) throws -> [String: GGUFValue] {
    // A pair takes at least 13 bytes: its key's length, its type, a byte.
    let count = try cursor.count(of: "pairs of keys and values", atLeast: 13)
    var values: [String: GGUFValue] = [:]
    for _ in 0..<count {
      let key = try cursor.string(reading: "a key")
      let value = try readValue(&cursor, of: key)
      guard values.updateValue(value, forKey: key) == nil else {
        throw cursor.fault("has the key \(key) twice")
      }
    }
    return values
  }

  private static func readType(_ cursor: inout ByteCursor, of key: String) throws -> GGUFValueType {
    let number = try cursor.value(UInt32.self, reading: "the type of \(key)")
    guard let type = GGUFValueType(rawValue: number) else {
      throw cursor.fault("the value of \(key) is of the unknown type \(number)")
    }
    return type
  }

  private static func readValue(_ cursor: inout ByteCursor, of key: String) throws -> GGUFValue {
    let type = try readType(&cursor, of: key)
    switch type {
    case .string: return .string(try cursor.string(reading: "the value of \(key)"))
    case .array: return .array(try readArray(&cursor, of: key))
    default:
      let start = cursor.offset
      try cursor.skip(type.size!, reading: "the value of \(key)")
      return scalar(type, at: start, of: cursor.bytes)
    }
  }

  private static func readArray(_ cursor: inout ByteCursor, of key: String) throws -> GGUFArray {
    let type = try readType(&cursor, of: key)
    guard type != .array else {
      throw cursor.fault(
        "the value of \(key) is an array of arrays", remedy: "expected an array of plain values")
    }
    let count = try cursor.count(of: "values of \(key)", atLeast: type.size ?? 8)
    let start = cursor.offset
    if let size = type.size {
      try cursor.skip(count * size, reading: "the values of \(key)")
      return GGUFArray(type: type, start: start, strings: [], count: count)
    }
    let strings = try (0..<count).map { _ in
      try cursor.stringRange(reading: "a value of \(key)")
    }
    return GGUFArray(type: type, start: start, strings: strings, count: count)
  }

  private static func scalar(
    _ type: GGUFValueType, at offset: Int, of bytes: UnsafeRawBufferPointer
  ) -> GGUFValue {
    func integer<Value: FixedWidthInteger>(_: Value.Type) -> Value {
      Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
    return switch type {
    case .uint8: .unsigned(UInt64(integer(UInt8.self)))
    case .int8: .signed(Int64(integer(Int8.self)))
    case .uint16: .unsigned(UInt64(integer(UInt16.self)))
    case .int16: .signed(Int64(integer(Int16.self)))
    case .uint32: .unsigned(UInt64(integer(UInt32.self)))
    case .int32: .signed(Int64(integer(Int32.self)))
    case .uint64: .unsigned(integer(UInt64.self))
    case .int64: .signed(integer(Int64.self))
    case .float32: .float(Double(Float(bitPattern: integer(UInt32.self))))
    case .float64: .float(Double(bitPattern: integer(UInt64.self)))
    case .bool: .bool(integer(UInt8.self) != 0)
    case .string, .array: preconditionFailure("no scalar")
    }
  }

  /// The whole numbers of an array of at least 0.
  ///
  /// - Throws: where it holds anything else.
  func counts(_ array: GGUFArray, of key: String) throws -> [Int] {
    guard let size = array.type.size else {
      throw fault("the values of \(key) are strings", remedy: "expected whole numbers")
    }
    return try (0..<array.count).map {
      guard
        let value = Self.scalar(array.type, at: array.start + $0 * size, of: contents.bytes).count
      else { throw fault("value \($0) of \(key) is no whole number of at least 0") }
      return value
    }
  }

  /// The strings of an array.
  ///
  /// - Throws: where it holds anything else, or bytes that are not UTF-8.
  func strings(_ array: GGUFArray, of key: String) throws -> [String] {
    guard array.type == .string else {
      throw fault("the values of \(key) are no strings", remedy: "expected strings")
    }
    return try array.strings.enumerated().map { number, range in
      let bytes = UnsafeRawBufferPointer(rebasing: contents.bytes[range])
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw fault("value \(number) of \(key) is not UTF-8")
      }
      return text
    }
  }
}
