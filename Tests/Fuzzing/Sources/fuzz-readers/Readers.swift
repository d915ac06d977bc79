import Documents
import Experiments

/// Everything that reads what people write, fed with anything.
///
/// The first byte chooses the reader: comma-separated values, JSON Lines, settings in YAML, and
/// runs that are estimated from too. Only a `DocumentError` or a missing file may come of it; a
/// trap ends the program, which libFuzzer reports with the bytes that made it. `--sanitize=fuzzer`
/// brings the main function that calls this.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzReaders(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  guard size > 0, let data else { return 0 }
  read(data[0], Array(UnsafeBufferPointer(start: data + 1, count: size - 1)))
  return 0
}

func read(_ kind: UInt8, _ bytes: [UInt8]) {
  do {
    switch kind % 4 {
    case 0:
      let table = try DelimitedText(parsing: bytes, file: "fuzz.csv")
      try readCells(table)
    case 1:
      let table = try DelimitedText(jsonLines: bytes, file: "fuzz.jsonl")
      try readCells(table)
    case 2:
      let node = try YAMLDocument.parse(String(decoding: bytes, as: UTF8.self), file: "fuzz.yaml")
      _ = try Experiment(reading: node, directory: "/nonexistent")
    default:
      let runs = try OwnRuns(reading: bytes, file: "fuzz")
      _ = try runs.summary(a: nil, b: nil, level: 0.95)
    }
  } catch is DocumentError {
  } catch is MissingInputError {
  } catch {
    // A module that is no product: settings that name a data file find none here.
    if String(describing: type(of: error)) == "MissingFileError" { return }
    fatalError("another error than those that are documented: \(error)")
  }
}

func readCells(_ table: DelimitedText) throws {
  let problems = CellProblems()
  for column in table.columns.indices {
    _ = table.numbers(column, problems: problems)
    _ = table.wholeNumbers(column, upTo: 1000, problems: problems)
    let labels = table.labels(column)
    precondition(labels.indices.map { labels.name(Int($0)) } == table.texts(column))
    if table.rowCount > 0 { _ = table.position(row: table.rowCount - 1, column: column) }
  }
  _ = problems.diagnostics.map(\.description)
}
