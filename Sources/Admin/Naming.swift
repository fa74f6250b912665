import Catalogue

/// What names should be like, wherever they are.
extension [FieldRule] {
  static let name: [FieldRule] = [.tidy, .distinct, .long]
}

extension FieldRule {
  /// The API of the server 4 takes no longer ones.
  static let long = longest(128, "the server's API refuses it").holding(in: 4...)
  static let longText = longest(1_024, "the server's API refuses it").holding(in: 4...)
}
