/// The command line before Swift made texts of it.
enum TypedArguments {
  /// What is wrong with the bytes of an argument; nil where all are UTF-8.
  ///
  /// Swift puts a replacement character in the place of bytes that are no text, and so would look for
  /// a file of another name, or make one.
  static func problem(
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, count: Int32
  ) -> String? {
    for index in 1..<max(1, Int(count)) {
      guard let argument = arguments[index], String(validatingCString: argument) == nil else {
        continue
      }
      return "argument \(index), `\(shown(argument))`, is not UTF-8 text; rename the file, or name it "
        + "by a link whose name is"
    }
    return nil
  }

  /// The argument with what is no ASCII as the shell's `$'…'` has it.
  private static func shown(_ argument: UnsafeMutablePointer<CChar>) -> String {
    var text = ""
    var place = argument
    while place.pointee != 0 {
      let byte = UInt8(bitPattern: place.pointee)
      if (0x20..<0x7f).contains(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16)
        text += "\\x" + (digits.count == 1 ? "0" : "") + digits
      }
      place += 1
    }
    return text
  }
}
