package import Catalogue
import Engine
package import JSON
import Vocabulary

/// New values of a record, checked and in their stored form. The record has not been written yet.
struct Draft {
  /// A change to a to-many relation that is kept in a table of pairs.
  struct Pairs {
    let table: String
    let ours: String
    let theirs: String
    /// All partners from now on; nil if partners are only added or removed.
    var set: [Int64]?
    var add: [Int64] = []
    var remove: [Int64] = []

    /// Whether the pair with that partner is removed. In a damaged file, a partner may be no id: its pair is removed if
    /// the partners are set.
    func removes(_ partner: SQLValue) -> Bool {
      guard let id = partner.integer else { return set != nil }
      return set.map { !$0.contains(id) } ?? remove.contains(id)
    }
  }

  /// A field that is a column of the first row of a to-many relation.
  struct First {
    let relation: BoundRelation
    let column: String
    let value: SQLValue
  }

  var own: [RowChange.Column] = []
  var parent: [RowChange.Column] = []
  var firsts: [First] = []
  var pairs: [Pairs] = []
}

extension WriteTransaction {
  enum Purpose {
    /// For a new record.
    case create
    /// For a new record whose row is written next.
    case insert
    case update(Int64)

    var isCreate: Bool { if case .update = self { false } else { true } }
  }

  /// Checks the values that a caller gives for a record.
  /// - Throws: `invalid`, `already_exists`, `ambiguous`.
  mutating func draft(_ values: JSON, of entity: BoundEntity, for purpose: Purpose) throws(Failure) -> Draft {
    guard case .object(let object) = values else {
      throw Failure(
        .invalid, "'values': expected an object of fields, got \(Encoding.shown(values))", entity: entity.name)
    }
    var draft = Draft()
    // Beside what is given there are an id and the defaults.
    draft.own.reserveCapacity(object.members.count + Self.defaultsMax)
    // A list is enough: an entity has few members, and unknown ones are refused.
    var given: [String] = []
    given.reserveCapacity(object.members.count)
    for member in object.members {
      let found = try entity.member(member.key)
      let name = found.name
      guard !given.contains(name) else {
        throw Failure(.invalid, "field '\(name)' is given twice", entity: entity.name, field: name)
      }
      given.append(name)
      try assign(member.value, to: found, of: entity, purpose, &draft)
    }
    if purpose.isCreate {
      try requireAll(of: entity, given)
      for field in entity.fields where !given.contains(field.name) { try assignDefault(of: field, entity, &draft) }
    }
    return draft
  }

  /// About the most columns that a new row has besides those that are given.
  private static let defaultsMax = 4

  private mutating func assign(
    _ value: JSON, to member: BoundEntity.Member, of entity: BoundEntity, _ purpose: Purpose, _ draft: inout Draft
  ) throws(Failure) {
    switch member {
    case .id: throw Self.idIsGiven(entity)
    case .field(let field): try assign(value, to: field, of: entity, purpose, &draft)
    case .relation(let relation): try assign(value, to: relation, of: entity, &draft)
    }
  }

  /// Checks one value alone, of a record that is not written.
  /// - Parameter id: the existing record that has the value, or would have it; nil for a new one.
  /// - Throws: as `draft`.
  package mutating func check(_ member: JSON.Member, of entity: BoundEntity, _ id: Int64?) throws(Failure) {
    var draft = Draft()
    try assign(
      member.value, to: try entity.member(member.key), of: entity, id.map { .update($0) } ?? .create, &draft)
  }

  /// - Parameter given: the names of all values that a new record has.
  /// - Throws: `invalid` if it needs others.
  package func checkComplete(_ entity: BoundEntity, _ given: [String]) throws(Failure) {
    try requireAll(of: entity, given)
  }

  static func idIsGiven(_ entity: BoundEntity) -> Failure {
    Failure(
      .invalid, "field 'id' cannot be set: the daemon gives each new record its id", entity: entity.name, field: "id")
  }

  private func requireAll(of entity: BoundEntity, _ given: [String]) throws(Failure) {
    var missing: [String] = []
    for field in entity.fields where field.isRequired && !given.contains(field.name) {
      missing.append(field.name)
    }
    for relation in entity.relations where relation.isRequired && !given.contains(relation.name) {
      missing.append(relation.name)
    }
    guard let first = missing.first else { return }
    let names = missing.map { "'\($0)'" }.joined(separator: ", ")
    throw Failure(.invalid, "\(entity.entity.words) needs \(names)", entity: entity.name, field: first)
  }

  // MARK: Fields

  private mutating func assign(
    _ value: JSON, to field: BoundField, of entity: BoundEntity, _ purpose: Purpose, _ draft: inout Draft
  ) throws(Failure) {
    guard field.isWritable else {
      throw Failure(
        .invalid, "field '\(field.name)' cannot be set: \(Self.whoSets(field))", entity: entity.name, field: field.name)
    }
    if value.isNull {
      guard !field.isRequired else {
        throw Failure(
          .invalid, "field '\(field.name)' of \(entity.entity.words) cannot be null", entity: entity.name,
          field: field.name)
      }
      // The real server's models treat a null in a new record as not given.
      if purpose.isCreate, field.fallback != .key, !context.isImport {
        return try assignDefault(of: field, entity, &draft)
      }
      guard context.isImport || !field.field.has(.neverNull) else { throw Self.neverNull(field, entity) }
    }
    if context.isImport, field.field.isSecret, let secret = try StoredSecret(exported: value, field, entity) {
      return place(.text(secret.stored), field, &draft, entity)
    }
    var stored = try encoded(value, field, entity)
    try check(stored, field, of: entity, purpose)
    try judge(stored, field, of: entity, purpose)
    if field.isHashed, case .text(let secret) = stored { stored = .text(try context.secrets.hash(of: secret)) }
    if case .next? = field.field.fallback, let number = stored.integer {
      guard GivenNumber.range.contains(number) else {
        throw Failure(
          .invalid,
          "field '\(field.name)': expected \(GivenNumber.range.lowerBound) to \(GivenNumber.range.upperBound), got \(number)",
          entity: entity.name, field: field.name)
      }
      try Sequence.note(field.name, number, database)
    }
    place(stored, field, &draft, entity)
  }

  /// - Throws: `invalid` for a value of another kind.
  private mutating func encoded(
    _ value: JSON, _ field: BoundField, _ entity: BoundEntity
  ) throws(Failure) -> SQLValue {
    do throws(Failure) {
      return try Encoding.encode(
        value, as: field.kind, field: field.name, entity: entity, isSecret: field.field.isSecret)
    } catch {
      // Other databases have keys that are none: what they have is carried as it is.
      guard context.isImport, field.kind == .publicKey, let bytes = value.string.flatMap({ Base64.decode($0) }) else {
        throw error
      }
      warn("\(entity.entity.words): \(error.message)")
      return .blob(bytes)
    }
  }

  private static func whoSets(_ field: BoundField) -> String {
    if case .derived = field.source { return "it is derived from other fields or records" }
    return "it is set when the record is made"
  }

  private static func neverNull(_ field: BoundField, _ entity: BoundEntity) -> Failure {
    let instead = field.fallback.map { ": the server starts with \($0.description)" } ?? ""
    return Failure(
      .invalid, "field '\(field.name)' of \(entity.entity.words) cannot be null\(instead)", entity: entity.name,
      field: field.name)
  }

  private func place(_ value: SQLValue, _ field: BoundField, _ draft: inout Draft, _ entity: BoundEntity) {
    switch field.source {
    case .own(let column): draft.own.append(.init(column, value))
    case .parent(let column): draft.parent.append(.init(column, value))
    case .first(let name, let column):
      if let relation = entity.relation(name) {
        draft.firsts.append(.init(relation: relation, column: column, value: value))
      }
    case .derived, .change: break
    }
  }

  private func check(
    _ value: SQLValue, _ field: BoundField, of entity: BoundEntity, _ purpose: Purpose
  ) throws(Failure) {
    func refuse(_ reason: String) -> Failure {
      Failure(.invalid, "field '\(field.name)': \(reason)", entity: entity.name, field: field.name)
    }
    if case .integer(let number) = value, field.kind == .integer, !database.dialect.integers.contains(number) {
      let range = database.dialect.integers
      throw refuse("expected a number from \(range.lowerBound) to \(range.upperBound), got \(number)")
    }
    guard case .text(let text) = value else { return try checkUnique(value, field, of: entity, purpose) }
    if text.hasZeroByte { throw refuse("a NUL character cannot be stored") }
    if field.field.isSecret, text.isEmpty { throw refuse("it is empty: use null for none") }
    if field.field.has(.jsonObject), (try? JSON(parsing: text))?.object == nil {
      throw refuse("expected a JSON object such as '{}', got \(Encoding.shown(.string(text)))")
    }
    if field.field.has(.name), !Self.hasLetter(text) {
      if text.allSatisfy(\.isWhitespace) { throw refuse("a name cannot be empty") }
      if Int64(text) != nil || text.allSatisfy(\.isNumber) {
        throw refuse("'\(text)' looks like an id: a name may not consist of digits only")
      }
    }
    try checkUnique(value, field, of: entity, purpose)
  }

  /// Whether the text has an ASCII letter, as nearly every name has. Classifying each character would take long.
  private static func hasLetter(_ text: String) -> Bool {
    text.inBytes { $0.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) } }
  }

  mutating func assignDefault(
    of field: BoundField, _ entity: BoundEntity, _ draft: inout Draft
  ) throws(Failure) {
    guard let fallback = field.fallback, field.isWritable else { return }
    let value: SQLValue
    switch fallback {
    case .boolean(let flag): value = .integer(flag ? 1 : 0)
    case .integer(let number): value = .integer(number)
    case .text(let text): value = .text(text)
    case .now: value = .text(context.now.stored)
    case .next: value = .integer(try next(field, of: entity))
    case .key: value = .text(try makeKey(field))
    }
    place(value, field, &draft, entity)
  }

  /// Makes a fresh key, which the answer to the call shows once.
  /// - Returns: the key as it is stored.
  mutating func makeKey(_ field: BoundField) throws(Failure) -> String {
    guard field.isHashed else {
      let key = RandomKey.make()
      freshKey = (field.name, key)
      return key
    }
    let key = try context.secrets.nextKey()
    freshKey = (field.name, key.plain)
    return key.hash
  }

  // MARK: Relations

  private func assign(
    _ value: JSON, to relation: BoundRelation, of entity: BoundEntity, _ draft: inout Draft
  ) throws(Failure) {
    switch relation.link {
    case .column(let column):
      if value.isNull {
        guard !relation.isRequired else {
          throw Failure(
            .invalid, "'\(relation.name)' of \(entity.entity.words) cannot be null", entity: entity.name,
            field: relation.name)
        }
        draft.own.append(.init(column, .null))
      } else {
        draft.own.append(.init(column, .integer(try resolve(value, relation, of: entity))))
      }
    case .back(_, _, let there):
      throw Failure(
        .invalid, "'\(relation.name)' cannot be set here: set '\(there)' of each \(relation.target)",
        entity: entity.name, field: relation.name)
    case .through(let table, let ours, let theirs):
      var pairs = Draft.Pairs(table: table, ours: ours, theirs: theirs)
      switch value {
      case .array(let items): pairs.set = try resolve(items, relation, of: entity)
      case .null: pairs.set = []
      case .object(let object):
        guard object.duplicateKey() == nil else { throw Self.refusal(relation, entity) }
        for member in object.members {
          guard case .array(let items) = member.value, member.key == "add" || member.key == "remove" else {
            throw Self.refusal(relation, entity)
          }
          let ids = try resolve(items, relation, of: entity, isRemoval: member.key == "remove")
          if member.key == "add" { pairs.add = ids } else { pairs.remove = ids }
        }
        if let id = pairs.add.first(where: pairs.remove.contains) {
          throw Failure(
            .invalid, "'\(relation.name)': \(relation.target) \(id) cannot be both added and removed",
            entity: entity.name, field: relation.name)
        }
      default: throw Self.refusal(relation, entity)
      }
      draft.pairs.append(pairs)
    }
  }

  private static func refusal(_ relation: BoundRelation, _ entity: BoundEntity) -> Failure {
    Failure(
      .invalid, "'\(relation.name)': expected a list, or {\"add\": […], \"remove\": […]}", entity: entity.name,
      field: relation.name)
  }

  private func resolve(
    _ items: [JSON], _ relation: BoundRelation, of entity: BoundEntity, isRemoval: Bool = false
  ) throws(Failure) -> [Int64] {
    var ids: [Int64] = []
    for item in items {
      // A dangling id can be removed, too, though there is no record to find.
      let id: Int64
      let number = item.integer ?? item["id"]?.integer
      if isRemoval, let number { id = number } else { id = try resolve(item, relation, of: entity) }
      if !ids.contains(id) { ids.append(id) }
    }
    return ids
  }

  /// The id of the record that a reference names.
  private func resolve(_ value: JSON, _ relation: BoundRelation, of entity: BoundEntity) throws(Failure) -> Int64 {
    let target = try model.entity(relation.target)
    let key = try RecordKey(reference: value, to: target, field: relation.name, of: entity)
    do throws(Failure) {
      let id = try reading.id(of: key, target)
      if case .id = key, let name = RecordKey.beside(value, of: target),
        try !reading.ids(of: name, target).contains(id)
      {
        throw Failure(.invalid, "'\(relation.name)': \(target.entity.words) \(id) is not \(name.words)")
      }
      return id
    } catch {
      var failure = error
      if failure.kind == .notFound {
        failure.kind = .invalid
        failure.suggest(try nearMiss(key, target), "'\(relation.name)': \(failure.message)")
        failure.id = nil
      }
      (failure.entity, failure.field) = (entity.name, relation.name)
      throw failure
    }
  }

  private func nearMiss(_ key: RecordKey, _ target: BoundEntity) throws(Failure) -> String? {
    guard case .natural(let parts) = key, parts.count == 1, let part = parts.first, let name = part.value.string,
      case .own(let column) = part.field.source
    else { return nil }
    let names = try database.rows("SELECT \(quoted(column)) FROM \(quoted(target.table)) ORDER BY id LIMIT 1000")
    return NearMiss.of(name, among: names.compactMap { $0.first?.text })
  }
}
