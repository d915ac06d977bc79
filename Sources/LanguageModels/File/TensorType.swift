/// How the numbers of a tensor are stored, by the format's own numbers.
public enum TensorType: UInt32, CaseIterable, Hashable, Sendable {
  case f32 = 0
  case f16 = 1
  /// 32 values: a half-precision scale d and 16 bytes of two values, d (nibble - 8).
  case q4_0 = 2
  /// 32 values: half-precision d and m and 16 bytes of two values, d nibble + m.
  case q4_1 = 3
  /// 32 values: a half-precision scale d and 32 signed bytes, d byte.
  case q8_0 = 8

  public var name: String { "\(self)".uppercased() }

  /// Values that are stored together.
  public var blockLength: Int { self == .f32 || self == .f16 ? 1 : 32 }

  /// Bytes of `blockLength` values.
  public var blockBytes: Int {
    switch self {
    case .f32: 4
    case .f16: 2
    case .q4_0: 18
    case .q4_1: 20
    case .q8_0: 34
    }
  }

  /// The format's name of a type, also of those that cannot be read here.
  public static func name(ofNumber number: UInt32) -> String {
    TensorType(rawValue: number)?.name ?? others[number] ?? "number \(number)"
  }

  /// For error messages: "F32, F16, ...".
  public static var readable: String { allCases.map(\.name).joined(separator: ", ") }

  private static let others: [UInt32: String] = [
    6: "Q5_0", 7: "Q5_1", 9: "Q8_1", 10: "Q2_K", 11: "Q3_K", 12: "Q4_K", 13: "Q5_K", 14: "Q6_K",
    15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL",
    21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64",
    29: "IQ1_M", 30: "BF16", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4",
  ]
}
