import Documents

/// What is wrong with a task's files, found while its settings are still being read.
public struct DataCheck: Sendable {
  /// What the files cannot be used for; `DocumentError` or `MissingFileError`.
  public let error: (any Error)?
  /// Policies that no file knows: what names policies cannot be judged then.
  public let unknownPolicies: Set<String>

  public init(error: (any Error)?, unknownPolicies: Set<String>) {
    self.error = error
    self.unknownPolicies = unknownPolicies
  }

  public static let sound = DataCheck(error: nil, unknownPolicies: [])

  /// Throws what is wrong with settings and files together, if anything is.
  ///
  /// - Parameter settings: what was found in the settings.
  /// - Throws: `MissingFileError` where files are missing and the settings are in order, else
  ///   `DocumentError`.
  public func throwing(with settings: Diagnostics) throws {
    switch error {
    case let error as MissingFileError:
      if settings.isEmpty { throw error }
      throw DocumentError(settings.all + error.diagnostics)
    case let error as DocumentError: throw DocumentError(settings.all + error.diagnostics)
    case let error?:
      try settings.throwIfAny()
      throw error
    case nil: try settings.throwIfAny()
    }
  }
}
