/// One value of a file's key-value pairs.
public enum GGUFValue: Hashable, Sendable {
  case unsigned(UInt64)
  case signed(Int64)
  case float(Double)
  case bool(Bool)
  case string(String)
  case array(GGUFArray)

  /// The value as a whole number of at least 0, if it is one.
  public var count: Int? {
    switch self {
    case .unsigned(let value): Int(exactly: value)
    case .signed(let value): value < 0 ? nil : Int(exactly: value)
    default: nil
    }
  }
}

/// Values of one type, which stay in the file until they are asked for.
public struct GGUFArray: Hashable, Sendable {
  let type: GGUFValueType
  /// Where the first value begins, or for strings each of them.
  let start: Int
  let strings: [Range<Int>]
  public let count: Int
}

/// The types of values, by the format's own numbers.
enum GGUFValueType: UInt32, Hashable, Sendable {
  case uint8 = 0, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64
  case float64

  /// Bytes of one value, nil where they differ.
  var size: Int? {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    case .string, .array: nil
    }
  }
}
