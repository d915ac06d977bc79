/// The candidate that a misspelt word most likely meant.
///
/// - Parameters:
///   - word: what was written.
///   - candidates: what could have been meant.
/// - Returns: the nearest candidate by edits (a swap of neighbours counts as one), if it is near
///   enough to be worth suggesting: at most a third of the longer word's letters, at least one.
/// - Complexity: O(letters of `word` x letters of all candidates).
public func likelyMeant(_ word: String, among candidates: some Sequence<String>) -> String? {
  var best: (distance: Int, candidate: String)?
  let written = Array(word.lowercased())
  for candidate in candidates {
    let distance = editDistance(written, Array(candidate.lowercased()))
    let limit = max(1, max(written.count, candidate.count) / 3)
    if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
  }
  return best?.candidate
}

/// Edits between two words: insertions, deletions, replacements and swaps of neighbours
/// (optimal string alignment).
func editDistance(_ left: [Character], _ right: [Character]) -> Int {
  var rows = [Array(0...right.count)]
  for i in 0..<left.count {
    var row = [i + 1]
    for j in 0..<right.count {
      var cost = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (left[i] == right[j] ? 0 : 1))
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
        cost = min(cost, rows[i - 1][j - 1] + 1)
      }
      row.append(cost)
    }
    rows.append(row)
  }
  return rows[left.count][right.count]
}
