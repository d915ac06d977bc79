import CKernels
import CLAPACK

/// The BLAS and LAPACK that the tool is linked with.
public enum LinearAlgebraLibrary {
  /// Version and build options.
  public static var configuration: String { String(cString: openblas_get_config()) }

  /// The processor family whose kernels were chosen when the library was loaded.
  public static var core: String { String(cString: openblas_get_corename()) }

  /// Threads that a product may use; one, whatever the environment says.
  public static var threads: Int { Int(openblas_get_num_threads()) }

  /// Ends the process where memory is limited to less than the next product takes, since OpenBLAS
  /// would wait for it for ever.
  static func needRoom() { tiltmeter_linear_algebra_room() }

  /// Leaves the cores to the caller's own threads: products of small matrices gain nothing from
  /// more, and their bits may depend on how many there are.
  public static func useOneThread() { openblas_set_num_threads(1) }
}
