/// The images of handwritten digits that are built in: 1,797 of 8 x 8 pixels, about 178 a digit.
///
/// Source: UCI Optical Recognition of Handwritten Digits, test set (Alpaydin, Kaynak, 1998), CC BY
/// 4.0; see Digits/SOURCE.md.
package struct DigitImages: Sendable {
  /// Pixels on a side.
  package static let side = 8
  /// The digit that each image shows.
  package let digits: [Int]
  /// [images, 64], each image row by row: ink from 0 to 16.
  package let pixels: [UInt8]

  package static let all = DigitImages()

  package var count: Int { digits.count }

  /// The images of a digit, in the data's order.
  package func images(of digit: Int) -> [Int] { digits.indices.filter { digits[$0] == digit } }

  /// One image's pixels, row by row.
  package func image(_ index: Int) -> ArraySlice<UInt8> {
    let size = Self.side * Self.side
    return pixels[index * size..<(index + 1) * size]
  }

  private init() {
    var digits: [Int] = []
    var pixels: [UInt8] = []
    for line in Self.text.utf8.split(separator: UInt8(ascii: "\n")) {
      digits.append(Int(line[line.startIndex] - UInt8(ascii: "0")))
      for byte in line.dropFirst(2) {
        pixels.append(
          byte < UInt8(ascii: "a") ? byte - UInt8(ascii: "0") : byte - UInt8(ascii: "a") + 10)
      }
    }
    self.digits = digits
    self.pixels = pixels
  }
}
