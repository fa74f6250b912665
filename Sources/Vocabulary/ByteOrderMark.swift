extension String {
  /// The text of a document without the byte order mark that some editors write at its beginning (Unicode 23.8). The
  /// mark says how to read the bytes, and is no part of the text. Values are data, and keep theirs.
  package var withoutByteOrderMark: String {
    unicodeScalars.first == "\u{FEFF}" ? String(String.UnicodeScalarView(unicodeScalars.dropFirst())) : self
  }
}
