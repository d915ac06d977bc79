import CModelKernels

/// A matrix in the file, quantised as it lies there; rows are outputs.
public struct WeightMatrix: @unchecked Sendable {
  // Unchecked: the bytes are never written.
  package let matrix: tiltmeter_matrix
  public let type: TensorType

  public var rows: Int { matrix.rows }
  public var columns: Int { matrix.columns }

  package init(_ bytes: UnsafePointer<UInt8>, type: TensorType, rows: Int, columns: Int) {
    self.type = type
    matrix = tiltmeter_matrix(
      bytes: bytes, rows: rows, columns: columns,
      row_bytes: columns / type.blockLength * type.blockBytes, type: Int32(type.rawValue))
  }

  /// Numbers in memory, [rows, columns] without gaps.
  init(_ numbers: UnsafePointer<Float>, rows: Int, columns: Int) {
    self.init(
      UnsafeRawPointer(numbers).assumingMemoryBound(to: UInt8.self), type: .f32, rows: rows,
      columns: columns)
  }

  /// Rows of it.
  func rows(_ range: Range<Int>) -> WeightMatrix {
    WeightMatrix(
      matrix.bytes + range.lowerBound * matrix.row_bytes, type: type, rows: range.count,
      columns: columns)
  }

  /// One row's values, by the slow reference.
  package func values(row: Int) -> [Float] {
    Dequantisation.values(matrix.bytes + row * matrix.row_bytes, type: type, count: columns)
  }
}
