import Catalogue
import JSON
import Store
import Vocabulary

/// The records that a call is about: those of its keys, or those that fulfil its condition. They are found before the
/// transaction, since that may take long and needs no lock.
struct RecordChoice: Sendable {
  let entity: BoundEntity
  /// Each once.
  private let found: [Int64]
  /// Nil where the call has keys.
  private let condition: JSON?
  /// How many records the caller knows of; nil if it did not say.
  private let expected: Int64?

  static let parameters = [
    Parameter("entity", .text, "The entity of the records.", required: true),
    Parameter("keys", .json, "The records: a list of ids or names."),
    Parameter("where", .json, "In place of 'keys': the records that fulfil the conditions, as in a list; {} are all."),
    Parameter(
      "if_count", .integer, "Only if it is exactly so many records.", errors: [.conflict]),
  ]

  /// - Parameter verb: what is done with each of the records.
  /// - Throws: `not_found` with all keys that name no record; `ambiguous`, `invalid`.
  init(
    _ verb: Entity.Verb, _ arguments: Arguments, skipsMissing: Bool = false, _ database: Database
  ) throws(Failure) {
    let entity = try database.model.entity(arguments.text("entity") ?? "")
    guard entity.entity.verbs.contains(verb) else {
      throw Failure(
        .invalid, "\(entity.entity.plural) are the server's own: there is no '\(entity.name).\(verb.rawValue)'",
        entity: entity.name, field: "entity")
    }
    let keys = try Self.keys(arguments, entity)
    condition = keys == nil ? arguments["where"] : nil
    guard (keys == nil) != (arguments["where"] == nil) else {
      throw Failure(.parameters, "give 'keys' or 'where'", entity: entity.name, field: "keys")
    }
    found = try database.read { (transaction) throws(Failure) in
      guard let keys else { return try transaction.ids(entity, where: arguments["where"] ?? [:]) }
      return try transaction.ids(of: keys, entity, skipsMissing: skipsMissing)
    }
    (self.entity, expected) = (entity, arguments.integer("if_count"))
  }

  private static func keys(_ arguments: Arguments, _ entity: BoundEntity) throws(Failure) -> [RecordKey]? {
    guard let given = arguments["keys"] else { return nil }
    guard let items = given.array else {
      throw Failure(
        .parameters, "parameter 'keys': expected a list of ids or names", entity: entity.name, field: "keys")
    }
    var keys: [RecordKey] = []
    for item in items { keys.append(try RecordKey(reference: item, to: entity, field: "keys", of: entity)) }
    return keys
  }

  /// The records as they are in the transaction: of a condition, those that still fulfil it.
  /// - Throws: `not_found` if one of the keys has no record any more; `conflict` if there are not as many as expected.
  func ids(_ transaction: borrowing WriteTransaction) throws(Failure) -> [Int64] {
    var ids = found
    if let condition {
      ids = try transaction.reading.ids(entity, among: found, where: condition)
    } else {
      for id in found { _ = try transaction.reading.id(of: .id(id), entity) }
    }
    if let expected, expected != Int64(ids.count) {
      throw Failure(
        .conflict,
        "it is \(Wording.counted(Int64(ids.count), entity.entity.words)) now, not \(expected)",
        entity: entity.name, hint: "look at them again, then decide")
    }
    return ids
  }
}

extension ReadTransaction {
  /// The ids of the records, each once, in the order of the keys.
  fileprivate func ids(
    of keys: [RecordKey], _ entity: BoundEntity, skipsMissing: Bool
  ) throws(Failure) -> [Int64] {
    var (ids, seen): ([Int64], Set<Int64>) = ([], [])
    var (missing, first): ([String], Failure?) = ([], nil)
    for key in keys {
      do throws(Failure) {
        let id = try id(of: key, entity)
        if seen.insert(id).inserted { ids.append(id) }
      } catch {
        guard error.kind == .notFound else { throw error }
        missing.append(key.words)
        first = first ?? error
      }
    }
    guard let first, !skipsMissing else { return ids }
    guard missing.count > 1 else { throw first }
    let named = missing.prefix(Self.namedMax).joined(separator: ", ")
    let more = missing.count > Self.namedMax ? " and \(missing.count - Self.namedMax) more" : ""
    throw Failure(
      .notFound, "there are no \(entity.entity.plural) \(named)\(more)", entity: entity.name,
      hint: first.hint)
  }

  private static var namedMax: Int { 20 }
}
