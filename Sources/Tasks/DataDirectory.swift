import Documents
import Foundation

/// A file that a task is made from.
public struct TaskFile: Hashable, Sendable {
  /// The settings' key that names it, such as `train`.
  public let key: String
  /// The path as written.
  public let path: String
  /// Where the settings name it.
  public let position: SourcePosition
}

/// Where relative paths in settings begin: the directory of the settings file.
public struct DataDirectory: Sendable {
  /// The directory's path; empty for the working directory.
  public let path: String

  public init(path: String) { self.path = path }

  /// A path as the system takes it.
  public func resolve(_ file: String) -> String {
    file.hasPrefix("/") || path.isEmpty ? file : path + "/" + file
  }

  /// The content of a file.
  ///
  /// - Returns: the bytes, or why there are none, in words.
  /// - Complexity: O(bytes).
  public func read(_ file: String) -> Result<[UInt8], UnreadableFile> {
    let place = resolve(file)
    var status = stat()
    // Data are read once to be checked and once to be kept.
    if stat(place, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
      return .failure(UnreadableFile(reason: "it can be read only once; give a file"))
    }
    do {
      return .success(try InputBytes.read(path: place == "-" ? "./-" : place))
    } catch let error as UnreadableInputError {
      let reason = switch error.code {
      case ENOENT: "there is no such file"
      case EISDIR: "it is a directory"
      case EACCES, EPERM: "it cannot be read; check its permissions"
      default: "it cannot be read: \(error.reason)"
      }
      return .failure(UnreadableFile(reason: reason))
    } catch {
      return .failure(UnreadableFile(reason: "it cannot be read: \(error)"))
    }
  }
}

/// Why a file has no content.
public struct UnreadableFile: Error, Hashable, Sendable {
  public let reason: String
}

/// Input files that are not there or cannot be read, thrown once all files were tried.
public struct MissingFileError: Error, Sendable, CustomStringConvertible {
  /// The files, as written in the settings, each with the place that names it.
  public let files: [TaskFile]
  /// One diagnostic a file, and whatever else was wrong with the files that are there.
  public let diagnostics: [Diagnostic]

  public init(files: [TaskFile], diagnostics: [Diagnostic]) {
    self.files = files
    self.diagnostics = DocumentError(diagnostics).diagnostics
  }

  public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
