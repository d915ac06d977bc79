import CKernels

/// An instruction set the kernels were compiled for; results are the same to the bit on each.
public enum InstructionSet: String, CaseIterable, Hashable, Sendable {
  /// 4 models at a time, on every machine.
  case baseline
  /// 8 models at a time: AVX2 with fused multiply-add.
  case v3 = "x86-64-v3"
  /// 16 models at a time: AVX-512.
  case v4 = "x86-64-v4"

  /// Those this processor has, the narrowest first; never empty.
  public static let available = allCases.filter { $0.table != nil }

  /// The widest this processor has.
  public static let widest = available.last ?? .baseline

  var table: UnsafePointer<tiltmeter_lane_kernels>? {
    switch self {
    case .baseline: tiltmeter_kernels_baseline()
    case .v3: tiltmeter_kernels_v3()
    case .v4: tiltmeter_kernels_v4()
    }
  }
}
