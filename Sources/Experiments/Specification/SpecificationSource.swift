import Documents
import Foundation

/// Where an experiment's settings come from, as typed on the command line.
public struct SpecificationSource: Sendable {
  /// The settings document, overrides set.
  public let node: SettingsNode
  /// What relative paths in it are relative to.
  public let directory: String

  /// Finds and parses settings.
  ///
  /// - Parameters:
  ///   - name: a file, `-` for standard input, a built-in's name, or nil for the default.
  ///   - overrides: `key=value`, the key a dotted path.
  ///   - options: settings with an option of their own: its name without dashes, and its value.
  ///   - sweeps: `key=[value, value]`, entries of the block `sweep`.
  /// - Throws: `MissingInputError`, `DocumentError`.
  public init(
    _ name: String?, overrides: [String], options: [(name: String, value: String)] = [],
    sweeps: [String] = []
  ) throws {
    let text: String
    let file: String
    // The working directory.
    var directory = ""
    if let name, name == "-" {
      text = try Self.decode(InputBytes.read(path: name), file: name)
      file = name
    } else if let name, FileManager.default.fileExists(atPath: name) || Self.looksLikeFile(name) {
      do {
        text = try Self.decode(InputBytes.read(path: name), file: name)
      } catch let error as UnreadableInputError where error.code == ENOENT {
        throw UnreadableInputError(
          name, code: error.code,
          remedy: "give a settings file, or the name of a built-in (`tiltmeter list`)")
      }
      file = name
      // A pipe has no neighbours: what it names is relative to the working directory.
      if try Files.kind(name) == .file, let slash = name.lastIndex(of: "/") {
        directory = String(name[...slash])
      }
    } else {
      let wanted = name ?? BuiltIn.defaultName
      guard let builtIn = BuiltIn.all.first(where: { $0.name == wanted }) else {
        throw MissingInputError(
          "there is no file and no built-in experiment called \(wanted)",
          remedy: likelyMeant(wanted, among: BuiltIn.all.map(\.name)).map {
            "did you mean `\($0)`?"
          } ?? "built-ins: \(BuiltIn.all.map(\.name).joined(separator: ", "))")
      }
      text = builtIn.settings
      file = wanted
    }
    var node = try YAMLDocument.parse(text, file: file)
    try SettingsOverrides(overrides, options: options, sweeps: sweeps).apply(to: &node)
    self.node = node
    self.directory = directory
  }

  private static func decode(_ bytes: [UInt8], file: String) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DocumentError([
        Diagnostic(
          SourcePosition(file: file, line: 1, column: 1), "not UTF-8 text",
          remedy: "save the settings as UTF-8")
      ])
    }
    return text
  }

  private static func looksLikeFile(_ name: String) -> Bool {
    name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
  }
}

/// An input that was named and is not there.
public struct MissingInputError: Error, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ problem: String, remedy: String) { description = "\(problem); \(remedy)" }
}
