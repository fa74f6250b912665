/// The class names of the old shell, made of the daemon's names and back.
enum ClassName {
  /// `algorithm_store` → `AlgorithmStore`
  static func of(_ name: String) -> String {
    name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// `AlgorithmStore` → `algorithm_store`, `getByUsername` → `get_by_username`
  static func words(_ name: String) -> String {
    var words = ""
    for character in name {
      if character.isUppercase, !words.isEmpty { words += "_" }
      words += character.lowercased()
    }
    return words
  }
}
