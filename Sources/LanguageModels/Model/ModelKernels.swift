import CModelKernels

/// The kernels of one instruction set; what each does is said in `CModelKernels.h`.
public struct ModelKernels: @unchecked Sendable {
  // Unchecked: the table is constant.
  package let table: tiltmeter_model_kernels
  /// `baseline`, `x86-64-v3` or `x86-64-v4`.
  public let name: String

  private init?(_ name: String, _ table: UnsafePointer<tiltmeter_model_kernels>?) {
    guard let table else { return nil }
    precondition(
      table.pointee.bytes == MemoryLayout<tiltmeter_model_kernels>.size,
      "this build mixes old and new kernels: remove .build")
    self.table = table.pointee
    self.name = name
  }

  /// Those this processor has, the narrowest first; never empty.
  public static let available = [
    ModelKernels("baseline", tiltmeter_model_kernels_baseline()),
    ModelKernels("x86-64-v3", tiltmeter_model_kernels_v3()),
    ModelKernels("x86-64-v4", tiltmeter_model_kernels_v4()),
  ].compactMap { $0 }

  /// The widest this processor has; results are the same to the bit on each.
  public static let widest = available.last!
}
