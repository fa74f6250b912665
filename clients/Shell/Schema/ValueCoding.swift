import ClientKit
import JSON
import ShellLanguage

/// Values of the language to and from the daemon's.
enum ValueCoding {
  /// What a secret reads as, unless this session gave it.
  static let mask = "****"

  /// The value of a field, as the daemon answered it.
  static func value(_ json: JSON?, _ field: FieldDescription, _ schema: Schema) -> Value {
    switch json ?? .null {
    case .null: return field.kind == .base64 ? .text("") : Value.none
    case .bool(let flag): return .bool(flag)
    case .integer(let number): return .int(number)
    case .number(let number): return .float(number)
    case .string(let text): return value(text, field, schema)
    case .array, .object: return .text((json ?? .null).description)
    }
  }

  private static func value(_ text: String, _ field: FieldDescription, _ schema: Schema) -> Value {
    switch field.kind {
    case .moment: return moment(text).map { .object($0) } ?? .text(text)
    case .base64:
      // The old getter answered the key itself.
      guard let bytes = Base64.decode(text), let key = String(validating: bytes, as: UTF8.self) else {
        return .text(text)
      }
      return .text(key)
    case .enumeration:
      guard let type = schema.enumerations[ClassName.of(field.name)] else { return .text(text) }
      return .object(EnumerationWord(type, text))
    default: return .text(text)
    }
  }

  /// `2026-11-23T09:30:00.000000Z` as a naive moment, which is UTC.
  static func moment(_ text: String) -> DateTime? {
    let numbers = text.split { !$0.isNumber }.map { Int($0) ?? 0 }
    guard numbers.count >= 6 else { return nil }
    return CivilTime(
      numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers.count > 6 ? numbers[6] : 0
    ).map { DateTime($0) }
  }

  /// What is sent for a value.
  ///
  /// - Throws: TypeError where the field cannot hold it.
  static func json(_ value: Value, _ field: FieldDescription, _ runtime: any Runtime) throws(ShellError) -> JSON {
    if let plain = plain(value) { return plain }
    switch value {
    case .list, .dict, .tuple:
      if field.isLarge, field.kind == .text {
        // As the server keeps what it is given: base64 of its JSON.
        return .string(Base64.encode(Array(try document(value, runtime).description.utf8)))
      }
      if field.kind == .any, case .dict = value { return try document(value, runtime) }
    case .object(let object):
      if let moment = object as? DateTime, let utc = CivilTime(microseconds: moment.microseconds) {
        return .string(DateTime(utc).isoText() + "Z")
      }
      if let word = object as? EnumerationWord { return .string(word.word) }
      if object is UUIDValue { return .string(try runtime.text(of: value)) }
    default: break
    }
    throw ShellError(
      "TypeError", "'\(field.name)' cannot be \(value.phrase)", hint: "it takes a value of kind \(field.kind.word)")
  }

  /// A value that JSON has, too; nil for every other one.
  private static func plain(_ value: Value) -> JSON? {
    switch value {
    case .none: .null
    case .bool(let flag): .bool(flag)
    case .int(let number): .integer(number)
    case .float(let number): .number(number)
    case .text(let text): .string(text)
    default: nil
    }
  }

  /// A value as a JSON document.
  private static func document(
    _ value: Value, _ runtime: any Runtime, depth: Int = 0
  ) throws(ShellError) -> JSON {
    guard depth < 60 else { throw ShellError("RecursionError", "nested too deeply") }
    if let plain = plain(value) { return plain }
    switch value {
    case .dict(let dict):
      var object = JSON.Object()
      for pair in dict.pairs {
        object.members.append(
          .init(try runtime.text(of: pair.key), try document(pair.value, runtime, depth: depth + 1)))
      }
      return .object(object)
    case .list, .tuple:
      var items: [JSON] = []
      for element in try runtime.elements(of: value) {
        items.append(try document(element, runtime, depth: depth + 1))
      }
      return .array(items)
    default: return .string(try runtime.text(of: value))
    }
  }
}
