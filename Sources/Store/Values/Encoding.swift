package import Catalogue
package import Engine
package import JSON
import Vocabulary

/// Turns the values that callers give into what the real server would have stored.
package enum Encoding {
  /// Null is encoded for every kind: the caller checks whether the field may be null.
  /// - Throws: `invalid`, which says what is expected. The message never repeats a secret.
  package static func encode(
    _ value: JSON, as kind: Kind, field: String, entity: BoundEntity, isSecret: Bool = false
  ) throws(Failure) -> SQLValue {
    if value.isNull { return .null }
    if kind == .publicKey, let text = value.string { return try publicKey(text, field, entity) }
    if let stored = encode(value, as: kind) { return stored }
    let given = isSecret ? "something else" : shown(value)
    throw Failure(
      .invalid, "field '\(field)': expected \(kind.article), got \(given)", entity: entity.name, field: field,
      suggestion: nearMiss(value, kind))
  }

  private static func encode(_ value: JSON, as kind: Kind) -> SQLValue? {
    switch kind {
    case .integer: return value.integer.map { .integer($0) }
    case .text: return value.string.map { .text($0) }
    case .boolean: return value.bool.map { .integer($0 ? 1 : 0) }
    case .moment: return value.string.flatMap { Moment($0) }.map { .text($0.stored) }
    case .base64: return value.string.flatMap { Base64.decode(Array($0.utf8)) }.map { .blob($0) }
    case .enumeration(let words): return value.string.flatMap { words.named($0) }.map { .text($0.stored) }
    case .any: return any(value)
    case .publicKey, .json: return nil
    }
  }

  /// A value of any storage class. SQL has no other true and false than 1 and 0.
  private static func any(_ value: JSON) -> SQLValue? {
    switch value {
    case .bool(let flag): return .integer(flag ? 1 : 0)
    case .number(let number): return .real(number)
    case .array: return nil
    case .object(let object) where object.members.count != 1: return nil
    case .null, .integer, .string, .object:
      let stored = SQLValue(exactly: value)
      // SQLite stores a NaN as null (sqlite.org/c3ref/bind_blob.html).
      if case .real(let number)? = stored, number.isNaN { return nil }
      return stored
    }
  }

  private static func publicKey(_ text: String, _ field: String, _ entity: BoundEntity) throws(Failure) -> SQLValue {
    do throws(PublicKey.Flaw) {
      return .blob(try PublicKey(given: text).pem)
    } catch {
      throw Failure(
        .invalid, "field '\(field)': \(error.sentence)", entity: entity.name, field: field, hint: error.hint)
    }
  }

  private static func nearMiss(_ value: JSON, _ kind: Kind) -> String? {
    guard case .enumeration(let words) = kind, let text = value.string else { return nil }
    return NearMiss.of(text, among: words.cases.map(\.word))
  }

  /// The value as a message shows it: short, and on one line.
  package static func shown(_ value: JSON) -> String {
    switch value {
    case .string(let text):
      let plain = text.count > 40 ? text.prefix(40) + "…" : text[...]
      return "'" + plain.map { $0.isNewline || $0 == "\0" ? " " : String($0) }.joined() + "'"
    case .array: return "a list"
    case .object: return "an object"
    default: return value.description
    }
  }
}
