import Catalogue
import JSON
import Store
import Vocabulary

/// Which records are exported.
struct ExportSelection: Sendable {
  /// The entities; empty for all.
  let entities: [BoundEntity]
  /// The condition for the records of the only entity; nil for all.
  let condition: JSON?
  /// Only records that were made or changed at the moment or later; nil for all.
  let since: Moment?

  /// Which records there are.
  struct Chosen {
    /// In ascending order, by entity: those that are asked for, and those that they need.
    var ids: [String: [Int64]] = [:]
    /// How many of the others may have been made or changed since then, by entity: of them that is not known.
    var unknown: [(entity: String, count: Int64)] = []
  }

  func choose(of all: [ExchangeEntity], _ reading: borrowing ReadTransaction) throws(Failure) -> Chosen {
    let asked = entities.isEmpty ? all : all.filter { one in entities.contains { $0.name == one.entity.name } }
    var result = Chosen()
    guard !entities.isEmpty || condition != nil || since != nil else {
      for one in asked { result.ids[one.entity.name] = try reading.ids(one.entity) }
      return result
    }
    var chosen: [String: Set<Int64>] = [:]
    var unknown: [(entity: String, ids: Set<Int64>)] = []
    let changed = try since.map { moment throws(Failure) in try reading.changed(since: moment) } ?? [:]
    for one in asked {
      var ids = Set(try reading.ids(one.entity, where: condition ?? [:]))
      if let since {
        let known = try RecentRecords(one, since, changed[one.entity.name] ?? [], reading)
        unknown.append((one.entity.name, known.unknown.intersection(ids)))
        ids.formIntersection(known.ids)
      }
      chosen[one.entity.name] = ids
    }
    try addNeeds(of: all, reading, &chosen)
    for one in unknown {
      let count = one.ids.subtracting(chosen[one.entity] ?? []).count
      if count > 0 { result.unknown.append((one.entity, Int64(count))) }
    }
    result.ids = chosen.mapValues { $0.sorted() }
    return result
  }

  private func addNeeds(
    of all: [ExchangeEntity], _ reading: borrowing ReadTransaction, _ chosen: inout [String: Set<Int64>]
  ) throws(Failure) {
    // What refers comes after what is referred to, so that one way back finds all that is needed.
    for one in all.reversed() {
      var waiting = Array(chosen[one.entity.name] ?? [])
      while !waiting.isEmpty {
        let some = Array(waiting.suffix(Self.stepRows))
        waiting.removeLast(some.count)
        waiting += try need(some, of: one, reading, &chosen)
      }
    }
  }

  private static let stepRows = 500

  /// Adds what some records refer to.
  /// - Returns: the new ones of the same entity.
  private func need(
    _ ids: [Int64], of one: ExchangeEntity, _ reading: borrowing ReadTransaction, _ chosen: inout [String: Set<Int64>]
  ) throws(Failure) -> [Int64] {
    var new: [Int64] = []
    let condition: JSON = [ExchangeNames.numberName: ["in": .array(ids.map { .integer($0) })]]
    let paths = [ExchangeNames.numberName] + one.relations.map { "\($0.name).\(ExchangeNames.numberName)" }
    for record in try reading.records(one.entity, where: condition, paths) {
      for relation in one.relations {
        let partners = relation.isMany ? record.many(relation.name) : [record.one(relation.name)].compactMap(\.self)
        for partner in partners where chosen[relation.target, default: []].insert(partner.id).inserted {
          if relation.target == one.entity.name { new.append(partner.id) }
        }
      }
    }
    return new
  }
}

/// The records of an entity that were made or changed at a moment or later, as far as it is known: by the moments that
/// they have, such as `created_at`, and by the audit log.
private struct RecentRecords {
  var ids: Set<Int64>
  /// The others that have no moment: nothing tells when the server made or changed them.
  let unknown: Set<Int64>

  init(
    _ one: ExchangeEntity, _ since: Moment, _ changed: Set<Int64>, _ reading: borrowing ReadTransaction
  ) throws(Failure) {
    let moments = one.fields.filter { field in
      guard case .own = field.source else { return false }
      return field.kind == .moment
    }
    ids = changed
    guard !moments.isEmpty else {
      unknown = Set(try reading.ids(one.entity)).subtracting(ids)
      return
    }
    let later = moments.map { field -> JSON in [field.name: ["ge": .string(since.wire)]] }
    ids.formUnion(try reading.ids(one.entity, where: ["or": .array(later)]))
    let none = moments.map { JSON.Member($0.name, .null) }
    unknown = Set(try reading.ids(one.entity, where: .object(JSON.Object(none)))).subtracting(ids)
  }
}
