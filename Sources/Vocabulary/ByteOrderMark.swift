extension String {
  /// The text of a document without the byte order mark that some editors begin it with (Unicode 23.8): it says how the
  /// bytes are to be read, and is no part of the text. Values are data, and keep theirs.
  package var withoutByteOrderMark: String {
    unicodeScalars.first == "\u{FEFF}" ? String(String.UnicodeScalarView(unicodeScalars.dropFirst())) : self
  }
}
