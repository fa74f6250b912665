import ClientKit
import JSON
package import ShellLanguage
import Vocabulary

extension Record {
  package func attributeNames() -> [String] { (shape.names + RecordMethod.names(of: shape, database)).sorted() }

  /// What the name stands for. A column that vantage6 does not have hides no method of records.
  private func member(_ name: String) -> Shape.Member? {
    guard case .field(let field)? = shape.member(name), field.isForeign, field.name != name,
      RecordMethod.named(name, self) != nil || database.oldClass(of: shape).attributes[name] != nil
    else { return shape.member(name) }
    return nil
  }

  package func attribute(_ name: String) throws(ShellError) -> Value? {
    switch member(name) {
    case .id: return id.map { .int($0) } ?? Value.none
    case .field(let field): return try value(of: field)
    case .foreignKey(let relation): return try foreignKey(relation)
    case .relation(let relation) where relation.isMany: return .list(ListValue(source: RelatedList(self, relation)))
    case .relation(let relation): return try referred(relation).map { .object($0) } ?? Value.none
    case nil: break
    }
    if let attribute = database.oldClass(of: shape).attributes[name] { return try attribute(self) }
    if let method = RecordMethod.named(name, self) { return method.value(of: self) }
    return try database.absence(ofMember: name, of: shape).value(of: name)
  }

  private func value(of field: FieldDescription) throws(ShellError) -> Value {
    if field.isSecret { return secret(field) }
    if let change = change(field.name) { return change }
    if isNew { return Value.none }
    if field.isListed { try load() } else { try loadWhole() }
    return ValueCoding.value(loaded[field.name], field, database.schema)
  }

  private func secret(_ field: FieldDescription) -> Value {
    if let change = change(field.name) { return change }
    if let known = secrets[field.name] { return .text(known) }
    return isNew ? Value.none : .text(ValueCoding.mask)
  }

  private func foreignKey(_ relation: RelationDescription) throws(ShellError) -> Value {
    if let change = change(relation.name) {
      if let record = Record.from(change) { return record.id.map { .int($0) } ?? Value.none }
      return change
    }
    if isNew { return Value.none }
    try load()
    return loaded[relation.name]?["id"]?.integer.map { .int($0) } ?? Value.none
  }

  /// What a relation to one refers to; nil where that is nothing, or gone.
  func referred(_ relation: RelationDescription) throws(ShellError) -> Record? {
    guard let target = database.schema.shape(relation.target) else { return nil }
    if let change = change(relation.name) {
      if case .int(let id) = change { return try database.find(target, id) }
      return Record.from(change)
    }
    if isNew { return nil }
    try load()
    if let known = related(relation.name) { return known.first }
    if batch == nil { join(Batch(shape, database)) }
    batch?.refer(relation, target, for: self)
    return related(relation.name)?.first
  }

  /// The records of a relation to many.
  func referred(many relation: RelationDescription) throws(ShellError) -> [Value] {
    if case .list(let list)? = change(relation.name) { return try list.elements() }
    guard !isNew, let target = database.schema.shape(relation.target) else { return [] }
    try checkPresent()
    if related(relation.name) == nil {
      if batch == nil { join(Batch(shape, database)) }
      try batch?.read(relation, target, for: self)
    }
    return (related(relation.name) ?? []).map { .object($0) }
  }

  // MARK: - Setting

  package func setAttribute(_ name: String, to value: Value) throws(ShellError) -> Bool {
    try checkPresent()
    switch member(name) {
    case .id: throw ShellError("AttributeError", "'id' cannot be set: the daemon gives each record its id")
    case .field(let field): try set(field, to: value)
    case .foreignKey(let relation):
      switch value {
      case .int, .none: try setReference(relation, to: value)
      default: throw ShellError("TypeError", "'\(name)' is an id, not \(value.phrase)")
      }
    case .relation(let relation):
      if relation.isMany { try setList(relation, to: value) } else { try setReference(relation, to: value) }
    case nil: return try accepts(absent: name, value)
    }
    return true
  }

  /// A name of another generation takes what it reads as, and nothing else.
  private func accepts(absent name: String, _ value: Value) throws(ShellError) -> Bool {
    let absence = try database.absence(ofMember: name, of: shape)
    guard absence != .unknown else { return false }
    var isEmpty = value.isNone
    if case .list(let list) = value { isEmpty = try list.count() == 0 }
    guard isEmpty else {
      if case .retired(let hint) = absence { throw Absence.retired(name, hint) }
      throw ShellError("AttributeError", "this database has no '\(name)': another version of the server has it")
    }
    return true
  }

  private func set(_ field: FieldDescription, to value: Value) throws(ShellError) {
    if field.isReadOnly {
      throw ShellError("AttributeError", "'\(field.name)' is derived from other fields or records, and cannot be set")
    }
    if field.isSecret, case .text(ValueCoding.mask) = value {
      throw ShellError("ValueError", "'\(ValueCoding.mask)' only stands for the \(field.name), which is not known here")
    }
    guard let interpreter = database.interpreter else { return }
    let sent = try ValueCoding.json(value, field, interpreter)
    try beginChange()
    if !isNew, !field.isSecret, loaded[field.name] == sent { return setChange(field.name, nil) }
    setChange(field.name, field.isLarge ? sent.string.map { .text($0) } ?? value : value)
  }

  private func setReference(_ relation: RelationDescription, to value: Value) throws(ShellError) {
    switch value {
    case .none, .int: break
    case .text(let key):
      guard let target = database.schema.shape(relation.target), let field = target.entity.key.first,
        let found = try database.one(target, where: [(field): ["eq": .string(key)]], "the \(field) '\(key)'")
      else { throw ShellError("NoResultFound", "there is no \(relation.target) '\(key)'") }
      return try setReference(relation, to: .object(found))
    default: _ = try checked(value, relation)
    }
    try beginChange()
    setChange(relation.name, value)
  }

  /// The record in a value; it must be of the relation's kind.
  func checked(_ value: Value, _ relation: RelationDescription) throws(ShellError) -> Record {
    let name = ClassName.of(relation.target)
    guard let record = Record.from(value), record.shape.name == relation.target else {
      throw ShellError(
        "TypeError", "'\(relation.name)' takes \(Wording.indefinite(name)), not \(value.phrase)",
        hint: "db.\(name).get(…) finds one")
    }
    try record.checkPresent()
    return record
  }

  func setList(_ relation: RelationDescription, to value: Value) throws(ShellError) {
    guard let interpreter = database.interpreter else { return }
    let current = try referred(many: relation)
    let wanted = try interpreter.elements(of: value)
    if isNew, relation.isReadOnly, wanted.isEmpty { return }
    if relation.isReadOnly {
      let other = database.schema.shape(relation.target).flatMap { shape.inverse(of: relation, in: $0) }?.name
      throw ShellError(
        "AttributeError", "'\(relation.name)' cannot be changed from this side",
        hint: other.map { "set '\($0)' of the \(ClassName.of(relation.target))" })
    }
    for element in wanted { _ = try checked(element, relation) }
    try beginChange()
    setListBase(relation.name, current.compactMap { Record.from($0)?.id })
    setChange(relation.name, .list(wanted))
  }

  /// From here on the record stays as it was read, and its save is guarded by the etag of then.
  private func beginChange() throws(ShellError) {
    guard !isNew, !isDirty, !hasUsableEtag else { return }
    try loadWhole()
  }
}
