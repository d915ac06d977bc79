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
}
