import Kernels

extension Activation {
  /// The activation as products of layers know it: gelu goes in passes of its own.
  var code: Int32 {
    switch self {
    case .tanh: Int32(tiltmeter_tanh)
    case .relu: Int32(tiltmeter_relu)
    case .gelu: Int32(tiltmeter_no_activation)
    }
  }

  /// Does what a product with this activation's code has left to do to its sums.
  ///
  /// - Parameters:
  ///   - values: [count, lanes]; the sums' own memory unless gelu.
  ///   - sums: [count, lanes].
  func finish(
    _ values: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>, count: Int,
    kernels: LaneKernels
  ) {
    switch self {
    case .tanh: kernels.table.pointee.tanh_forward(sums, count)
    case .relu: break
    case .gelu: kernels.table.pointee.gelu_forward(values, sums, count)
    }
  }
}
