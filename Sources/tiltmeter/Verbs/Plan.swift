import ArgumentParser
import Experiments
import Foundation

struct Plan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the runs, their ids, and what they cost; trains nothing.",
    usage: "tiltmeter plan [SPEC] [key=value …] [options]")

  @OptionGroup var arguments: ExperimentArguments
  @OptionGroup var place: FolderOptions
  @OptionGroup var talk: TalkOptions

  @Flag(help: "Print the ids of the runs that are still to be done, one a line.")
  var idsOnly = false

  func run() async throws {
    try await reportingErrors {
      let named = try arguments.prepared(quiet: talk.quiet)
      let prepared = named.sweep
      let (folder, note) = try place.folder(
        for: KeptSettings(prepared.sweep), of: prepared.sweep,
        inputs: named.inputs)
      if let note { talk.note(note) }
      var listing = try saying("listing runs", quiet: talk.quiet) {
        try PlanListing(prepared, folder: folder)
      }
      if !idsOnly, !talk.json {
        try await listing.trySpeed(workers: ProcessInfo.processInfo.activeProcessorCount)
      }
      Console.write(
        try idsOnly ? listing.missingIDs : talk.json ? listing.json() : listing.folded)
    }
  }
}
