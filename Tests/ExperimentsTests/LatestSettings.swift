/// Settings as on a command line, of which of two with one key only the last one stands.
func latest(_ settings: [String]) -> [String] {
  func key(_ setting: String) -> Substring { setting.prefix { $0 != "=" } }
  return settings.enumerated().filter { index, setting in
    !settings[(index + 1)...].contains { key($0) == key(setting) }
  }.map(\.element)
}
