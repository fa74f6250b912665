import Catalogue
import JSON
import Store

/// Values as files have them. YAML does not tell texts from numbers, so that the kind of the field decides.
enum ImportValue {
  /// The value in the form in which callers give it.
  static func typed(_ value: JSON, as kind: Kind) -> JSON {
    switch (value, kind) {
    case (.string(let text), .integer): Int64(text).map { .integer($0) } ?? value
    case (.string(let text), .boolean):
      switch text.lowercased() {
      case "true", "yes", "on": true
      case "false", "no", "off": false
      default: value
      }
    case (.integer(let number), .text): .string(String(number))
    default: value
    }
  }

  /// A secret that is not stored yet: text, or what an export carries of a version that stores it as it is.
  static func plainSecret(_ value: JSON) -> String? {
    if let text = value.string { return text }
    guard let stored = value[StoredSecret.exportedName]?.string, !StoredSecret(stored).isHash else { return nil }
    return stored
  }

  /// The number that stands for a record of the file; nil for another kind of reference.
  static func number(_ value: JSON, _ target: BoundEntity) -> JSON? {
    if let number = value[ExchangeNames.numberName], value.object?.members.count == 1 { return number }
    guard target.naturalKey.isEmpty else { return nil }
    return value.integer != nil || value.string != nil ? value : nil
  }

  /// Numbers are equal however they were written.
  static func label(_ number: JSON) -> String { number.string ?? number.description }
}
