package import Catalogue
import Engine
import JSON
import Vocabulary

extension WriteTransaction {
  /// Takes the words for the consequences that a call accepts.
  /// - Throws: `invalid_params` for an unknown word.
  package mutating func accept(_ arguments: Arguments) throws(Failure) {
    for word in arguments.words(Parameter.acceptName) {
      let words = model.catalogue.acceptableWords
      guard words.contains(word) else {
        throw Failure(
          .parameters,
          "'\(Parameter.acceptName)': unknown word \(Encoding.shown(.string(word)))", field: Parameter.acceptName,
          hint: "the words are " + words.map { "'\($0)'" }.joined(separator: ", "),
          suggestion: NearMiss.of(word, among: words))
      }
      context.accepted.insert(word)
    }
  }

  /// Refuses changes that harm records on which the server depends, unless the call accepts them.
  /// - Throws: `constraint`, with the words to accept.
  func guardAll() throws(Failure) {
    // What the database itself refuses is told first.
    try database.runWaiting()
    var broken: [(one: Guard, entity: BoundEntity, id: Int64, name: String)] = []
    for change in allChanges {
      guard let entity = model[change.entity] else { continue }
      for one in entity.guards where !context.accepted.contains(one.word) {
        guard let name = try victim(of: one, entity, change) else { continue }
        broken.append((one, entity, change.id, name))
      }
    }
    guard let first = broken.first else { return }
    var sentences: [String] = []
    var words: [String] = []
    for (one, entity, _, name) in broken {
      let sentence = "\(entity.entity.words) '\(name)': \(one.consequence)"
      if !sentences.contains(sentence) { sentences.append(sentence) }
      if !words.contains(one.word) { words.append(one.word) }
    }
    throw Failure(
      .constraint, sentences.joined(separator: "; "), entity: first.entity.name, id: first.id,
      hint: "use " + words.map { "\(Parameter.acceptName) '\($0)'" }.joined(separator: " and ")
        + " to do it anyway", remedy: .accept, requires: words)
  }

  /// The value by which the server finds the record, if the guard forbids the change; nil otherwise.
  private func victim(of one: Guard, _ entity: BoundEntity, _ change: RecordChange) throws(Failure) -> String? {
    guard case .own(let column)? = entity.field(one.field)?.source, isHarm(one.harm, entity, change, column) else {
      return nil
    }
    // A new record is not the one on which the server depends.
    if change.isNew(entity) { return nil }
    let name: String?
    if let before = change.before(column, entity) {
      name = before.text
    } else {
      let sql = "SELECT \(quoted(column)) FROM \(quoted(entity.table)) WHERE id = \(database.parameter(1))"
      name = try database.value(sql, [.integer(change.id)])?.text
    }
    guard let name, one.values.contains(name), try isHarmful(one.harm, entity, change) else { return nil }
    return name
  }

  /// Whether the change is of that kind, for any record. Does not read the database.
  private func isHarm(
    _ harm: Guard.Harm, _ entity: BoundEntity, _ change: RecordChange, _ column: String
  ) -> Bool {
    let isDeleted = change.isDeleted(entity)
    switch harm {
    case .loss: return isDeleted || change.touch(column, entity) != .untouched
    case .null(let field):
      guard !isDeleted, case .own(let column)? = entity.field(field)?.source else { return false }
      return change.touch(column, entity) == .isNull
    case .unlinking(let relation, _):
      guard !isDeleted, let relation = entity.relation(relation) else { return false }
      return !change.partners(relation).removed.isEmpty
    case .change(let member):
      guard !isDeleted else { return false }
      if let relation = entity.relation(member) {
        let partners = change.partners(relation)
        return !partners.added.isEmpty || !partners.removed.isEmpty
      }
      guard case .own(let column)? = entity.field(member)?.source else { return false }
      return change.touch(column, entity) != .untouched
    }
  }

  /// Whether one of the removed links leads to a partner that the guard names. Harm without such a condition always
  /// counts.
  private func isHarmful(_ harm: Guard.Harm, _ entity: BoundEntity, _ change: RecordChange) throws(Failure) -> Bool {
    guard case .unlinking(let name, let condition?) = harm else { return true }
    guard let relation = entity.relation(name), let target = model[relation.target],
      case .own(let column)? = target.field(condition.field)?.source
    else { return false }
    let sql = "SELECT \(quoted(column)) FROM \(quoted(target.table)) WHERE id = \(database.parameter(1))"
    for partner in change.partners(relation).removed {
      if let value = try database.value(sql, [.integer(partner)])?.text, condition.values.contains(value) {
        return true
      }
    }
    return false
  }
}
