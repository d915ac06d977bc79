/// Whether any of many hashes stands there twice.
package enum RepeatedHashes {
  /// - Parameter hashes: reordered.
  /// - Complexity: O(hashes ln hashes), in place.
  package static func areThere(in hashes: inout [UInt64]) -> Bool {
    let buckets = 1 << bits
    var ends = [Int](repeating: 0, count: buckets)
    for hash in hashes { ends[bucket(hash)] += 1 }
    var next = [Int](repeating: 0, count: buckets)
    var total = 0
    for b in 0..<buckets {
      next[b] = total
      total += ends[b]
      ends[b] = total
    }
    // Each hash is carried to its bucket, and the one found there to its own (American flag sort).
    for b in 0..<buckets {
      while next[b] < ends[b] {
        var hash = hashes[next[b]]
        while bucket(hash) != b {
          let place = next[bucket(hash)]
          next[bucket(hash)] += 1
          swap(&hash, &hashes[place])
        }
        hashes[next[b]] = hash
        next[b] += 1
      }
    }
    return hashes.withUnsafeMutableBufferPointer { hashes in
      var start = 0
      for end in ends {
        var own = UnsafeMutableBufferPointer(rebasing: hashes[start..<end])
        own.sort()
        for index in own.indices.dropLast() where own[index] == own[index + 1] { return true }
        start = end
      }
      return false
    }
  }

  private static let bits = 12

  private static func bucket(_ hash: UInt64) -> Int { Int(hash >> (64 - UInt64(bits))) }
}
