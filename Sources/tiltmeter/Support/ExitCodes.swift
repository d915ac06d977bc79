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
  case let error as MissingInputError: ("tiltmeter: \(error)", Exit.missingInput)
  case let error as MissingFileError: (error.description, Exit.missingInput)
  case let error as IncompleteError: ("tiltmeter: \(error)", Exit.missingInput)
  case let error as ModelError:
    switch error.kind {
    case .missing: (error.description, Exit.missingInput)
    case .unreadable: (error.description, Exit.inputOutput)
    case .invalid: (error.description, Exit.badData)
    }
  case let error as GateError: ("tiltmeter: \(error)", Exit.gateNotMet)
  case let error as StoreError:
    switch error {
    case .cannotCreate, .inUse: ("tiltmeter: \(error)", Exit.cannotCreate)
    case .inputOutput, .damaged: ("tiltmeter: \(error)", Exit.inputOutput)
    case .missing: ("tiltmeter: \(error)", Exit.missingInput)
    }
  default: ("tiltmeter: internal error: \(error)", Exit.internalError)
  }
}
