/// The values of stored bytes one by one, as the format defines them: what the kernels' panels must
/// agree with to the bit.
///
/// Source: ggml's ggml-quants.c, dequantize_row_*; gguf-py's quants.py gives the same bits.
package enum Dequantisation {
  /// - Parameters:
  ///   - bytes: whole blocks.
  ///   - count: values, a multiple of the type's block length.
  package static func values(_ bytes: UnsafePointer<UInt8>, type: TensorType, count: Int) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(count)
    for block in 0..<(count / type.blockLength) {
      let start = bytes + block * type.blockBytes
      switch type {
      case .f32:
        result.append(
          Float(bitPattern: UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)))
      case .f16: result.append(half(start))
      case .q4_0:
        for k in 0..<32 { result.append(half(start) * Float(nibble(start + 2, k) - 8)) }
      case .q4_1:
        for k in 0..<32 {
          result.append(half(start) * Float(nibble(start + 4, k)) + half(start + 2))
        }
      case .q8_0:
        for k in 0..<32 { result.append(half(start) * Float(Int8(bitPattern: start[2 + k]))) }
      }
    }
    return result
  }

  /// Value k of 32: the low halves of 16 bytes, then their high halves.
  private static func nibble(_ bytes: UnsafePointer<UInt8>, _ k: Int) -> Int {
    Int(k < 16 ? bytes[k] & 15 : bytes[k - 16] >> 4)
  }

  /// Half precision, by its parts: this holds on processors without the type.
  package static func half(_ bytes: UnsafePointer<UInt8>) -> Float {
    let bits = UInt32(bytes[0]) | UInt32(bytes[1]) << 8
    let sign = (bits & 0x8000) << 16
    let magnitude = (bits & 0x7fff) << 13
    if bits & 0x7c00 == 0x7c00 { return Float(bitPattern: sign | 0x7f80_0000 | magnitude) }
    let value = Float(bitPattern: magnitude) * 0x1p112
    return Float(bitPattern: value.bitPattern | sign)
  }
}
