package import Catalogue
import Engine
import JSON
import Vocabulary

extension WriteTransaction {
  /// Takes the words for consequences that a call accepts.
  /// - Throws: `invalid` for a word that there is not.
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

  /// Refuses what was done to records that the server depends on, unless the call accepts it.
  /// - Throws: `constraint` that names the words to accept.
  func guardAll() throws(Failure) {
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
      hint: "say " + words.map { "\(Parameter.acceptName) '\($0)'" }.joined(separator: " and ")
        + " to do it all the same", remedy: .accept, requires: words)
  }

  /// The value by which the server finds the record, where the guard stands against what was done to it.
  private func victim(of one: Guard, _ entity: BoundEntity, _ change: RecordChange) throws(Failure) -> String? {
    guard case .own(let column)? = entity.field(one.field)?.source, isHarm(one.harm, entity, change, column) else {
      return nil
    }
    // A record that is new is not the one that the server depends on.
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

  /// Whether such a thing was done to the record, whichever it is. Costs no look at the database.
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

  /// Whether a removed link is one of those that count.
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
