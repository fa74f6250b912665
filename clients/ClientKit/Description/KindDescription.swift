/// What a field or parameter holds, by the word that the daemon describes it with.
///
/// A word that this client does not know is `other`: a newer daemon may have more kinds, and its values pass as text.
package enum KindDescription: Sendable, Hashable {
  case integer, text, boolean, moment, base64, enumeration, json
  /// A stored value of any class: a number, text, or an object that holds what JSON cannot represent.
  case any
  case other(String)

  package init(_ word: String) {
    self =
      switch word {
      case "integer": .integer
      case "text": .text
      case "boolean": .boolean
      case "moment": .moment
      case "base64": .base64
      case "enumeration": .enumeration
      case "json": .json
      case "any": .any
      default: .other(word)
      }
  }

  /// Whether one value can be below another.
  var isOrdered: Bool {
    switch self {
    case .integer, .text, .moment, .any, .other: true
    case .boolean, .base64, .enumeration, .json: false
    }
  }

  package var word: String {
    switch self {
    case .integer: "integer"
    case .text: "text"
    case .boolean: "boolean"
    case .moment: "moment"
    case .base64: "base64"
    case .enumeration: "enumeration"
    case .json: "json"
    case .any: "any"
    case .other(let word): word
    }
  }
}
