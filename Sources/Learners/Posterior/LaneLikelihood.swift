import Kernels

/// A likelihood of parameters that are standard normal before any data, for one chain per lane.
///
/// The kinds there are: `NetworkLikelihood`.
package protocol LaneLikelihood: AnyObject {
  var kernels: LaneKernels { get }
  /// Latents of a chain.
  var dimension: Int { get }

  /// Computes ln likelihood and its gradient by the latents; each lane by itself.
  ///
  /// - Parameters:
  ///   - latents: [dimension, lanes].
  ///   - gradient: [dimension, lanes], overwritten.
  ///   - values: [lanes], in nats; left alone where nil.
  func evaluate(
    _ latents: LaneBuffer<Float>, gradient: LaneBuffer<Float>,
    values: UnsafeMutablePointer<Double>?)
}
