import Catalogue
import Engine
import JSON
import Vocabulary

extension WriteTransaction {
  /// Checks a value that is being set against the field's rules. Warns about it, or refuses it if the server of this
  /// generation cannot handle it.
  /// - Parameter value: as it was given; a secret is not hashed yet.
  mutating func judge(
    _ value: SQLValue, _ field: BoundField, of entity: BoundEntity, _ purpose: Purpose
  ) throws(Failure) {
    guard !field.rules.isEmpty, !value.isNull else { return }
    for (rule, isRefusal) in field.rules {
      guard let complaint = try complaint(of: value, rule, field, entity, purpose) else { continue }
      let shown = field.field.isSecret ? "the \(field.name)" : "\(field.name) \(Self.shown(value))"
      guard !isRefusal else {
        throw Failure(.invalid, "\(shown) \(complaint)", entity: entity.name, field: field.name)
      }
      warn("\(shown) \(complaint)")
    }
  }

  private static func shown(_ value: SQLValue) -> String {
    if let text = value.text { return Encoding.shown(.string(text)) }
    return value.integer.map { String($0) } ?? ""
  }

  /// What is wrong with the value; nil if nothing is.
  private func complaint(
    of value: SQLValue, _ rule: FieldRule, _ field: BoundField, _ entity: BoundEntity, _ purpose: Purpose
  ) throws(Failure) -> String? {
    if case .number(let range) = rule.test {
      return value.integer.map(range.contains) ?? true ? nil : rule.complaint
    }
    guard let text = value.text else { return nil }
    switch rule.test {
    case .longest(let count): return Self.hasMore(text, than: count) ? rule.complaint : nil
    case .shortest(let count): return Self.hasMore(text, than: count - 1) ? nil : rule.complaint
    case .tidy: return Self.untidiness(text)
    case .distinct: return try lookAlike(text, field, entity, purpose)
    case .form(let form): return form.matches(text) ? nil : rule.complaint
    case .oneOf(let words): return words.contains(text) ? nil : rule.complaint
    case .reserved(let words, let word):
      return words.contains(text) && !context.accepted.contains(word) ? rule.complaint : nil
    case .judged(let judge): return judge(text)
    case .unshared:
      guard let id = try owner(of: text, field, entity, purpose) else { return nil }
      return rule.complaint.replacing("%", with: try name(of: entity, id))
    case .number: return nil
    }
  }

  /// Counts Unicode scalars, as Python does. A text never has fewer bytes than scalars, and counting bytes costs
  /// nothing.
  private static func hasMore(_ text: String, than count: Int) -> Bool {
    text.utf8.count > count && text.unicodeScalars.count > count
  }

  private static func untidiness(_ text: String) -> String? {
    guard !LookAlike.isPlain(text) else { return nil }
    if let first = text.first, let last = text.last, LookAlike.isBlank(first) || LookAlike.isBlank(last) {
      return "begins or ends with a blank"
    }
    return text.unicodeScalars.contains(where: LookAlike.isInvisible) ? "has an invisible character" : nil
  }

  private func lookAlike(
    _ text: String, _ field: BoundField, _ entity: BoundEntity, _ purpose: Purpose
  ) throws(Failure) -> String? {
    guard case .own(let column) = field.source else { return nil }
    for spelling in LookAlike.spellings(of: text) {
      let sql = database.texts.other(in: entity.table, with: column)
      if let id = try database.value(sql, [.text(spelling), .integer(purpose.id)])?.integer {
        return "looks like that of \(entity.entity.words) \(id), except for blanks or the Unicode form of its letters"
      }
    }
    return nil
  }

  // MARK: Secrets

  /// The most hashes that are compared in the transaction, since they were not compared before it. Each takes a quarter
  /// of a second, for which all changes wait.
  private static let lateComparisonsMax = 2

  /// Another record with the same secret. Nearly all hashes were compared before the transaction.
  /// - Throws: `busy` if many records got a secret since then.
  private func owner(
    of secret: String, _ field: BoundField, _ entity: BoundEntity, _ purpose: Purpose
  ) throws(Failure) -> Int64? {
    var late: [(id: Int64, stored: StoredSecret)] = []
    for (id, stored) in try reading.secrets(field.name, of: entity) where id != purpose.id {
      let stored = StoredSecret(stored)
      guard let matches = context.secrets.matches(secret, stored) else {
        late.append((id, stored))
        continue
      }
      if matches { return id }
    }
    guard late.count <= Self.lateComparisonsMax else {
      throw Failure(
        .busy, "other \(entity.entity.plural) got \(late.count) secrets meanwhile, which must be compared first",
        entity: entity.name, field: field.name, hint: "try again", remedy: .retry)
    }
    return late.first { $0.stored.matches(secret) }?.id
  }
}

extension WriteTransaction.Purpose {
  /// The id of the changed record; 0 for a new one.
  var id: Int64 {
    if case .update(let id) = self { id } else { 0 }
  }
}
