import Catalogue
import Engine
import Vocabulary

// Stored values.
extension Mend {
  /// Stores a value in the form of its kind, where it can only mean one.
  package static let readable = Mend("stores what can only mean one value in the right form") {
    (transaction, defect) throws(Failure) in
    guard let (entity, id, field, place) = defect.stored(transaction.model) else { return .left(nil) }
    guard let value = try transaction.value(at: place, id), Decoding.json(value, as: field.kind) == nil else {
      return .gone
    }
    guard let meant = value.meant(as: field.kind) else { return .left(nil) }
    try transaction.set(meant, at: place, id, of: entity)
    return .mended(field.field.isSecret || field.field.has(.large) ? "form corrected" : "is \(meant.shown) now")
  }

  /// Removes the value.
  package static let cleared = Mend("removes the value") { (transaction, defect) throws(Failure) in
    guard let (entity, id, field, place) = defect.stored(transaction.model) else { return .left(nil) }
    guard let value = try transaction.value(at: place, id), !value.isNull else { return .gone }
    guard !field.isRequired, !field.field.has(.neverNull) else {
      return .left("\(Wording.indefinite(entity.entity.words)) needs its \(field.name)")
    }
    try transaction.set(.null, at: place, id, of: entity)
    return .mended("value removed")
  }

  /// Gives what the running server changes all the time the value of a new record.
  package static let asNew = Mend("sets what the server itself sets, such as a status, to that of a new record") {
    (transaction, defect) throws(Failure) in
    guard let (entity, id, field, place) = defect.stored(transaction.model), field.field.has(.volatile) else {
      return .left(nil)
    }
    var value = SQLValue.null
    if case .text(let text)? = field.fallback { value = .text(text) }
    guard let current = try transaction.value(at: place, id), current != value else { return .gone }
    try transaction.set(value, at: place, id, of: entity)
    return .mended(value.isNull ? "value removed" : "is \(value.shown) now")
  }

  /// Stores a word, in fields that know it.
  package static func word(_ word: String) -> Mend {
    Mend("stores '\(word)', where the field knows the word") { (transaction, defect) throws(Failure) in
      guard let (entity, id, field, place) = defect.stored(transaction.model), field.words?.contains(word) == true,
        let current = try transaction.value(at: place, id)?.text
      else { return .left(nil) }
      guard field.words?.contains(current) == false else { return .gone }
      try transaction.set(.text(word), at: place, id, of: entity)
      return .mended("is '\(word)' now")
    }
  }
}

extension SQLValue {
  /// The value in the form in which the kind is stored, if it can mean nothing else; nil otherwise.
  fileprivate func meant(as kind: Kind) -> SQLValue? {
    switch (self, kind) {
    case (.text(let text), .integer): Int64(text).map { .integer($0) }
    case (.real(let number), .integer): Int64(exactly: number).map { .integer($0) }
    case (.text(let text), .boolean):
      switch text.lowercased() {
      case "0", "false": .integer(0)
      case "1", "true": .integer(1)
      default: nil
      }
    case (.real(0), .boolean): .integer(0)
    case (.real(1), .boolean): .integer(1)
    case (.integer(let number), .text): .text(String(number))
    // Bytes with a zero are no text, although it would be valid.
    case (.blob(let bytes), .text):
      bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self).map { .text($0) }
    case (.text(let text), .base64): .blob(Array(text.utf8))
    case (.text(let text), .enumeration(let words)): words.named(text).map { .text($0.stored) }
    default: nil
    }
  }
}
