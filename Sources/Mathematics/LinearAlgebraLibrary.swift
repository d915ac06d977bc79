import CLAPACK

/// The BLAS and LAPACK that the tool is linked with.
public enum LinearAlgebraLibrary {
  /// Version and build options.
  public static var configuration: String { String(cString: openblas_get_config()) }

  /// The processor family whose kernels were chosen when the library was loaded.
  public static var core: String { String(cString: openblas_get_corename()) }
}
