/// Settings of a test, some of them replaced: a key that is given twice is refused.
///
/// - Parameters:
///   - base: `key=value` each.
///   - changes: the same; one of these replaces that of its key in the base.
func overrides(_ base: [String], with changes: [String]) -> [String] {
  func key(_ setting: String) -> Substring { setting.prefix { $0 != "=" } }
  let changed = Set(changes.map(key))
  return base.filter { !changed.contains(key($0)) } + changes
}
