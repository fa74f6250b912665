package import JSON
import Vocabulary

/// Reads what stands on a command line by the kind of what it is for.
package struct ValueReader {
  let sources: ValueSources
  package init(_ sources: ValueSources) { self.sources = sources }

  /// The value of a field or parameter: `@FILE`, `@-`, `@@` for a literal `@`, or the text itself. Nothing is null.
  package func value(_ text: String, _ kind: KindDescription, _ name: String) throws(UsageError) -> JSON {
    guard !text.isEmpty else { return .null }
    if text.hasPrefix("@@") { return try Self.literal(String(text.dropFirst()), kind, name) }
    guard text.hasPrefix("@") else { return try Self.literal(text, kind, name) }
    if kind == .base64 { return .string(Base64.encode(try sources.bytes(text.dropFirst(), for: name))) }
    let content = try sources.text(text.dropFirst(), for: name)
    return try Self.literal(content, kind, name)
  }

  /// A secret, which may come from anywhere but the command line itself.
  /// - Parameter isNew: it is being set, so that a slip of the hand would be kept.
  package func secret(_ assignment: Assignment, isNew: Bool) throws(UsageError) -> JSON {
    let (name, text) = (assignment.name, assignment.text)
    switch assignment.operator {
    case .ask: return .string(try sources.secret(name, isNew))
    case .set where text.isEmpty: return .null
    case .set where text == "?": return .string(try sources.secret(name, isNew))
    case .set where text.hasPrefix("@") && !text.hasPrefix("@@"):
      return .string(try sources.text(text.dropFirst(), for: name))
    case .exact where text == "null": return .null
    case .exact where text.hasPrefix("@"): return try exact(text, name)
    default:
      throw UsageError(
        "'\(name)' is a secret: a value on the command line can be read by others and stays in the shell's history",
        hint: "\(name)=@- reads it from stdin, \(name)=@FILE from a file, and \(name)=? asks for it")
    }
  }

  /// JSON as it stands, or from a file.
  package func exact(_ text: String, _ name: String) throws(UsageError) -> JSON {
    try json(text, name, "'\(name)'", hint: "strings need double quotes, as in '\(name):=\"text\"'")
  }

  /// JSON as it stands, or from a file.
  /// - Parameter what: what it is, as a sentence begins.
  package func json(_ text: String, _ name: String, _ what: String, hint: String) throws(UsageError) -> JSON {
    let written = text.hasPrefix("@") ? try sources.text(text.dropFirst(), for: name).withoutByteOrderMark : text
    return try Self.parsed(written, what, hint: hint)
  }

  /// The JSON document in a file; `-` is standard input.
  func document(_ file: String, _ name: String) throws(UsageError) -> JSON {
    try Self.parsed(try sources.text(file[...], for: name).withoutByteOrderMark, "'\(Escape.controls(in: file))'")
  }

  /// - Throws: what is wrong, and at which byte.
  static func parsed(_ text: String, _ what: String, hint: String? = nil) throws(UsageError) -> JSON {
    do throws(JSONParseError) { return try JSON(parsing: text) } catch {
      throw UsageError("\(what) is not JSON: \(error)", hint: hint)
    }
  }

  /// Text that is no reference to a file.
  package static func literal(_ text: String, _ kind: KindDescription, _ name: String) throws(UsageError) -> JSON {
    switch kind {
    case .integer:
      guard text.isNumber, let number = Int64(text) else {
        throw UsageError("'\(name)': expected a whole number, got '\(Escape.controls(in: text))'")
      }
      return .integer(number)
    case .boolean:
      guard let flag = flag(text) else {
        throw UsageError("'\(name)': expected true or false, got '\(Escape.controls(in: text))'")
      }
      return .bool(flag)
    case .json:
      return try parsed(text, "'\(name)'")
    // The type of the column decides what becomes of text.
    case .text, .moment, .base64, .enumeration, .any, .other: return .string(text)
    }
  }

  /// A number as JSON writes it; nil for any other text.
  package static func number(_ text: String) -> JSON? {
    switch try? JSON(parsing: text) {
    case .integer(let number)?: .integer(number)
    case .number(let number)?: .number(number)
    default: nil
    }
  }

  package static func flag(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "yes", "on", "1": true
    case "false", "no", "off", "0": false
    default: nil
    }
  }

  /// What names a record: a number is its id, anything else its natural key.
  package static func reference(_ text: String, _ name: String) throws(UsageError) -> JSON {
    guard text.isNumber else { return .string(text) }
    guard let id = Int64(text) else { throw UsageError("'\(name)': \(text) is too large for an id") }
    return .integer(id)
  }
}
