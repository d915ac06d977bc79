import ArgumentParser
import Documents
import Experiments
import Foundation
import LanguageModels
import Tasks

/// The exit codes that scripts rely on.
enum Exit {
  static let internalError: Int32 = 1
  static let gateNotMet: Int32 = 3
  static let badData: Int32 = 65
  static let missingInput: Int32 = 66
  static let cannotCreate: Int32 = 73
  static let inputOutput: Int32 = 74
  /// What was finished is kept, and there is more to do.
  static let comeAgain: Int32 = 75
}

/// Runs a verb; tells what went wrong on standard error, and ends with the code that says so.
func reportingErrors(_ body: () async throws -> Void) async throws {
  do {
    try await body()
  } catch let error as ExitCode {
    throw error
  } catch let error as ValidationError {
    throw error
  } catch {
    let (text, code) = explanation(of: error)
    Console.error(text)
    throw ExitCode(code)
  }
}

private func explanation(of error: any Error) -> (String, Int32) {
  switch error {
  case let error as DocumentError: (error.description, Exit.badData)
  case let error as PoolAuditError: (error.description, Exit.badData)
  case let error as SweepDataError: (error.description, Exit.badData)
  case let error as MissingInputError: ("tiltmeter: \(error)", Exit.missingInput)
  case let error as MissingFileError: (error.description, Exit.missingInput)
  case let error as IncompleteError: ("tiltmeter: \(error)", Exit.comeAgain)
  case let error as ModelError:
    switch error.kind {
    case .missing: (error.description, Exit.missingInput)
    case .unreadable: (error.description, Exit.inputOutput)
    case .invalid: (error.description, Exit.badData)
    }
  case let error as GateError: ("tiltmeter: \(error)", Exit.gateNotMet)
  case let error as UnreadableInputError:
    ("tiltmeter: \(error)", error.isMachineFault ? Exit.inputOutput : Exit.missingInput)
  case let error as OutputFileError:
    ("tiltmeter: \(error)", code(of: error.problem))
  case let error as StoreError: ("tiltmeter: \(error)", code(of: error))
  default: ("tiltmeter: internal error: \(words(of: error))", Exit.internalError)
  }
}

private func code(of error: StoreError) -> Int32 {
  switch error {
  case .cannotCreate(_, let problem): code(of: problem)
  case .inUse, .foreign, .otherSettings, .inTheWay, .replacesInput: Exit.cannotCreate
  case .inputOutput, .damaged, .otherForm, .changed: Exit.inputOutput
  case .missing: Exit.missingInput
  }
}

private func code(of problem: FileProblem) -> Int32 {
  problem.isMachineFault ? Exit.inputOutput : Exit.cannotCreate
}

/// The system's words, where a library only passes on a number.
private func words(of error: any Error) -> String {
  var inner = error as NSError
  while let next = inner.userInfo[NSUnderlyingErrorKey] as? NSError { inner = next }
  return inner.domain == NSPOSIXErrorDomain
    ? String(cString: strerror(Int32(truncatingIfNeeded: inner.code))) : "\(error)"
}
