import Foundation

/// The built tool, run as a user runs it.
struct Tool {
  /// What one command came to.
  struct Outcome: Equatable {
    var code: Int32
    var output: String
    var error: String
  }

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static var path: String { root + "/.build/release/tiltmeter" }

  /// Runs the tool to its end.
  ///
  /// - Parameters:
  ///   - arguments: as typed.
  ///   - directory: the working directory.
  ///   - input: standard input; empty by default.
  @discardableResult
  ///
  /// - Parameter asTyped: whether settings that stand there twice are given twice, which the tool
  ///   refuses; else the last one of a key replaces the others.
  static func run(
    _ arguments: [String], in directory: String, input: String = "",
    environment: [String: String] = [:], asTyped: Bool = false
  ) throws -> Outcome {
    try shell(
      [path] + (asTyped ? arguments : settled(arguments)), in: directory, input: input,
      environment: environment)
  }

  /// Arguments in which each setting `key=value` stands once: the last one of its key.
  static func settled(_ arguments: [String]) -> [String] {
    func key(_ argument: String) -> Substring? {
      argument.hasPrefix("-") ? nil : argument.firstIndex(of: "=").map { argument[..<$0] }
    }
    return arguments.enumerated().filter { index, argument in
      guard let own = key(argument) else { return true }
      return !arguments[(index + 1)...].contains { key($0) == own }
    }.map(\.element)
  }

  /// Runs any command to its end.
  static func shell(
    _ command: [String], in directory: String, input: String = "",
    environment: [String: String] = [:]
  ) throws -> Outcome {
    let process = try start(command, in: directory, input: input, environment: environment)
    return process.wait()
  }

  static func start(
    _ command: [String], in directory: String, input: String = "",
    environment: [String: String] = [:]
  ) throws -> Running {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let scratch = URL(fileURLWithPath: NSTemporaryDirectory())
    let names = (0..<3).map { _ in scratch.appendingPathComponent(UUID().uuidString) }
    try Data(input.utf8).write(to: names[0])
    for name in names[1...] { try Data().write(to: name) }
    process.standardInput = try FileHandle(forReadingFrom: names[0])
    process.standardOutput = try FileHandle(forWritingTo: names[1])
    process.standardError = try FileHandle(forWritingTo: names[2])
    try process.run()
    return Running(process: process, files: names)
  }

  /// A command under way; its output goes to files, so that no pipe can fill up.
  struct Running {
    let process: Process
    let files: [URL]

    func wait() -> Outcome {
      process.waitUntilExit()
      let texts = files[1...].map { (try? String(contentsOf: $0, encoding: .utf8)) ?? "" }
      for file in files { try? FileManager.default.removeItem(at: file) }
      let code = process.terminationReason == .uncaughtSignal
        ? 128 + process.terminationStatus : process.terminationStatus
      return Outcome(code: code, output: texts[0], error: texts[1])
    }
  }
}

/// A directory of a test's own, removed at its end.
final class Scratch {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "tiltmeter-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  func read(_ name: String) throws -> String {
    try String(contentsOfFile: path + "/" + name, encoding: .utf8)
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }
}
