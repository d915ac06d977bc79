import CKernels

extension InstructionSet {
  /// Models that are trained at a time; 0 where this processor lacks the set.
  public var lanes: Int { table.map { Int($0.pointee.lanes) } ?? 0 }
}
