import Experiments
import Foundation

/// A file for a report that the user named.
struct OutputFile {
  let path: String

  /// - Parameters:
  ///   - path: as the user gave it.
  ///   - inputs: what the report is made from.
  /// - Throws: `StoreError.replacesInput` where the file is one of these, under whatever name.
  init(_ path: String, inputs: [String]) throws {
    self.path = path
    if let input = ExperimentFolder.sameFile(as: path, among: inputs) {
      throw StoreError.replacesInput(path: path, input: input)
    }
  }

  /// Writes whole or not at all.
  func write(_ text: String) throws {
    do {
      try WholeFile.write(Array(text.utf8), to: path)
    } catch let problem as FileProblem {
      throw OutputFileError(path: path, problem: problem)
    }
  }
}

/// A report that could not be written.
struct OutputFileError: Error, CustomStringConvertible {
  let path: String
  let problem: FileProblem

  var description: String {
    let name = path.isEmpty ? "a file without a name" : path
    return "cannot write \(name): \(problem.reason); "
      + (problem.isMachineFault ? problem.remedy.map { "\($0), or " } ?? "" : "")
      + "name another file with -o"
  }
}
