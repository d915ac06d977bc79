import Documents
import Runs

/// Anyone's own prompts and answers: files with a column of prompts and one of answers for each
/// policy, as comma-separated values or as JSON Lines.
extension Table {
  public var forms: [TaskForm] { text == nil ? [.vectors] : [.text] }

  public func encodeText(pair: PolicyPair) throws -> EncodedTask {
    guard let text else { preconditionFailure("the files hold vectors") }
    let contents = try TextTableContents(of: self, text)
    // The first three files are always there; the order of the others is that of their keys.
    let (train, pressure, readout) = (contents.files[0], contents.files[1], contents.files[2])
    let confirmation = contents.files.first { $0.key == "confirmation" }
    let agreeing = contents.files.first { $0.key == "agreeing" }
    func differing(_ file: TextTableFile) throws -> [Int] {
      let rows = file.prompts.indices.filter {
        file.answers[pair.a][$0] != file.answers[pair.b][$0]
      }
      if !rows.isEmpty { return rows }
      throw DocumentError([
        Diagnostic(
          file.table.position(ofHeader: file.policyColumns[pair.b]),
          "`\(policyNames[pair.b])` agrees with `\(policyNames[pair.a])` on every row: there are "
            + "no diagnostic inputs for this pair",
          remedy: "add rows on which the two differ")
      ])
    }
    let pressed = try differing(pressure)
    var read = try differing(readout)
    var confirmed: [Int]
    if let confirmation {
      confirmed = try differing(confirmation)
    } else {
      let aside = setAside(readout)
      confirmed = read.filter { aside.contains(readout.prompts[$0]) }
      read = read.filter { !aside.contains(readout.prompts[$0]) }
      for (name, kept) in [("readout", read), ("confirmation", confirmed)] where kept.isEmpty {
        throw DocumentError([
          Diagnostic(
            readout.table.position(ofHeader: readout.policyColumns[pair.b]),
            "no \(name) prompt tells `\(policyNames[pair.a])` and `\(policyNames[pair.b])` apart, "
              + "once a share of \(confirmationShare) is set aside for confirmation",
            remedy: "add rows on which the two differ, or give a `confirmation` file")
        ])
      }
    }
    let sets = [
      try train.set(Array(train.prompts.indices)), try pressure.set(pressed),
      try readout.set(read, groupedBy: groupColumn),
      try (confirmation ?? readout).set(confirmed),
    ]
    let agreed = try agreeing.map { try $0.set(Array($0.prompts.indices)) }
    let pools: TextPools
    do {
      pools = try TextPools(
        contents.tokens, prompts: (sets + [agreed].compactMap(\.self)).flatMap(\.prompts),
        language: contents.language)
    } catch {
      preconditionFailure("the tokens are those of the texts")
    }
    let encoded = sets.map { pools.pool($0) }
    let own = try readout.tags(text, rows: read)
    return EncodedTask(
      heads: [pools.form.language.count], policies: policyNames, pair: pair, training: encoded[0],
      pressure: encoded[1], readout: encoded[2], confirmation: encoded[3],
      agreeing: agreed.map { pools.pool($0) }, text: pools.form,
      tagged: pools.tagged(
        sets[2].prompts, tags: text.tags, own: own,
        training: Set(train.prompts.compactMap(text.tag))))
  }

  /// The prompts that are set aside for confirmation, the same ones for every pair.
  private func setAside(_ file: TextTableFile) -> Set<String> {
    let prompts = Set(file.prompts).sorted()
    let wanted = max(1, Int((confirmationShare * Double(prompts.count)).rounded()))
    let order = TaskRandom(seed: seed, purpose: "table/confirmation").permutation(prompts.count)
    return Set(order.prefix(min(wanted, max(0, prompts.count - 1))).map { prompts[$0] })
  }
}
