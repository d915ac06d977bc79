/// Finds the places of a key that stands twice in one block: YAML's reader names such a key, but
/// not its second place.
enum DuplicateKeys {
  /// The places of a key in the first block that has it more than once, as (line, column) from 1.
  ///
  /// Works on the layout of the text: blocks are told apart by indentation and list items, and
  /// `{…}` by their braces.
  ///
  /// - Returns: at least two places; (1, 1) twice where the layout gives none away.
  /// - Complexity: O(characters).
  static func places(of key: String, in text: String) -> [(line: Int, column: Int)] {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return repeated(inBlocks(lines, key)) ?? repeated(inBraces(lines, key)) ?? [(1, 1), (1, 1)]
  }

  private struct Place {
    let block: Int
    let line: Int
    let column: Int
  }

  private static func repeated(_ places: [Place]) -> [(line: Int, column: Int)]? {
    for place in places {
      let same = places.filter { $0.block == place.block }
      if same.count > 1 { return same.map { ($0.line, $0.column) } }
    }
    return nil
  }

  private static func inBlocks(_ lines: [Substring], _ key: String) -> [Place] {
    var places: [Place] = []
    var open: [(column: Int, block: Int)] = []
    var blocks = 0
    for (index, line) in lines.enumerated() {
      var content = line.drop { $0 == " " }
      if content.isEmpty || content.first == "#" { continue }
      var column = line.count - content.count + 1
      while let last = open.last, last.column > column { open.removeLast() }
      if open.last?.column != column {
        blocks += 1
        open.append((column, blocks))
      }
      // Each item of a list begins a block of its own.
      while content.hasPrefix("- ") {
        let rest = content.dropFirst().drop { $0 == " " }
        column += content.count - rest.count
        content = rest
        while let last = open.last, last.column >= column { open.removeLast() }
        blocks += 1
        open.append((column, blocks))
      }
      if begins(content, with: key), let block = open.last?.block {
        places.append(Place(block: block, line: index + 1, column: column))
      }
    }
    return places
  }

  private static func inBraces(_ lines: [Substring], _ key: String) -> [Place] {
    var places: [Place] = []
    var open: [Int] = []
    var blocks = 0
    for (index, line) in lines.enumerated() {
      var rest = line
      while let character = rest.first, character != "#" {
        rest = rest.dropFirst()
        switch character {
        case "{":
          blocks += 1
          open.append(blocks)
        case "}": _ = open.popLast()
        case ",": break
        default: continue
        }
        let content = rest.drop { $0 == " " }
        if character != "}", let block = open.last, begins(content, with: key) {
          places.append(
            Place(block: block, line: index + 1, column: line.count - content.count + 1))
        }
      }
    }
    return places
  }

  /// Whether a text begins with the key, quoted or not, and a colon.
  private static func begins(_ content: Substring, with key: String) -> Bool {
    [key, "\"\(key)\"", "'\(key)'"].contains { form in
      content.hasPrefix(form) && content.dropFirst(form.count).drop { $0 == " " }.first == ":"
    }
  }
}
