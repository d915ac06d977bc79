import Runs

extension Execution.Record {
  /// Named by its content: what is recorded twice is one record.
  package var record: StoredRecord {
    var writer = ByteWriter()
    writer.append(text: started)
    writer.append(text: host)
    writer.append(Int64(workers))
    writer.append(text: command)
    writer.append(Int64(trained))
    writer.append(seconds)
    writer.append(UInt32(setups.count))
    for setup in setups { writer.append(setup) }
    var builder = FingerprintBuilder("execution")
    builder.combine(writer.bytes)
    return StoredRecord(.execution, id: builder.finish(), body: writer.bytes)
  }

  /// - Returns: nil where the bytes are not what `record` makes.
  package init?(_ record: StoredRecord) {
    var reader = ByteReader(record.body)
    guard record.kind == .execution, let started = reader.text(), let host = reader.text(),
      let workers = reader.integer(Int64.self), let command = reader.text(),
      let trained = reader.integer(Int64.self), let seconds = reader.double(),
      let count = reader.integer(UInt32.self)
    else { return nil }
    var setups: [SetupID] = []
    for _ in 0..<count {
      guard let setup = reader.fingerprint() else { return nil }
      setups.append(setup)
    }
    // Sums over executions must not overflow, whatever a file says.
    guard reader.isAtEnd, (0...Int64(Int32.max)).contains(workers),
      (0...(1 << 50)).contains(trained), seconds >= 0, seconds < .infinity
    else { return nil }
    self.init(
      started: started, host: host, workers: Int(workers), command: command,
      trained: Int(trained), seconds: seconds, setups: setups)
  }
}
