@_exported import CKernels

/// The kernels of one instruction set; what each does is said in `CKernels.h`.
///
/// A lane is one model; a lane vector holds one number of each of `lanes` models.
public struct LaneKernels: @unchecked Sendable {
  // Unchecked: the pointer is to a constant table.
  /// The functions.
  public let table: UnsafePointer<tiltmeter_lane_kernels>
  /// Models per lane vector.
  public let lanes: Int

  /// - Returns: nil where this processor lacks the instruction set.
  public init?(_ set: InstructionSet) {
    guard let table = set.table else { return nil }
    precondition(
      tiltmeter_is_current(table) != 0, "this build mixes old and new kernels: remove .build")
    self.table = table
    lanes = Int(table.pointee.lanes)
  }

  /// Lane vectors that hold this many numbers side by side, the last one perhaps in part.
  public func vectors(of count: Int) -> Int { (count + lanes - 1) / lanes }
}
