extension String {
  /// The text as a POSIX shell takes it for one word.
  package var shellWord: String {
    let isPlain = allSatisfy { character in
      character.isASCII
        && (character.isLetter || character.isNumber || "_.,:=@/+-".contains(character))
    }
    return isPlain && !isEmpty ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}
