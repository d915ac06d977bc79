/// The value at a rank of the values in falling order; NaN ranks last, as minus infinity.
///
/// - Parameters:
///   - rank: from 0 for the largest; below the number of values.
///   - values: in any order.
/// - Complexity: O(values) on average.
/// - Source: Hoare 1961, "Algorithm 65: FIND", Comm. ACM 4(7), with the middle one of three values
///   as the border.
package func largest(_ rank: Int, of values: [Float]) -> Float {
  withUnsafeTemporaryAllocation(of: Float.self, capacity: values.count) { place in
    for (index, value) in values.enumerated() {
      place[index] = value.isNaN ? -.infinity : value
    }
    var (low, high) = (0, values.count - 1)
    while low < high {
      let (first, middle, last) = (place[low], place[(low + high) / 2], place[high])
      let border = max(min(first, middle), min(max(first, middle), last))
      var (left, right) = (low, high)
      while left <= right {
        while place[left] > border { left += 1 }
        while place[right] < border { right -= 1 }
        if left <= right {
          place.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      // What lies between the two is the border itself.
      if rank <= right { high = right } else if rank >= left { low = left } else { return border }
    }
    return place[low]
  }
}
