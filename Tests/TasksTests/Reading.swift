import Documents
import Foundation
import Runs
import Tasks

/// Reads a task's block from YAML.
func readTask(_ yaml: String, in directory: String = "") throws -> any TaskKind {
  let diagnostics = Diagnostics()
  let node = try YAMLDocument.parse(yaml, file: "t.yaml")
  let reader = SettingsReader(
    node, path: "task", position: SourcePosition(file: "t.yaml", line: 1, column: 1),
    diagnostics: diagnostics)
  let task = TaskKinds.read(reader, in: DataDirectory(path: directory))
  reader.finish()
  try diagnostics.throwIfAny()
  guard let task else { throw DocumentError([]) }
  return task
}

/// The diagnostics with which something fails, as text; empty if it does not fail.
func complaints(_ body: () throws -> Void) -> [String] {
  do {
    try body()
    return []
  } catch let error as DocumentError {
    return error.diagnostics.map(\.description)
  } catch let error as MissingFileError {
    return error.diagnostics.map(\.description)
  } catch {
    return ["\(error)"]
  }
}

let firstPair = PolicyPair(a: 0, b: 1)

extension EncodedTask {
  var pools: [Pool] { [training, pressure, readout, confirmation] }
  var diagnosticPools: [Pool] { [pressure, readout, confirmation] }
}

/// Runs a body with a temporary directory that holds some files.
func withFiles<Result>(
  _ files: [String: String], _ body: (String) throws -> Result
) throws -> Result {
  let place = FileManager.default.temporaryDirectory
    .appendingPathComponent("tiltmeter-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: place) }
  for (name, content) in files {
    try Data(content.utf8).write(to: place.appendingPathComponent(name))
  }
  return try body(place.path)
}
