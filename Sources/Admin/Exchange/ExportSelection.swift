import Catalogue
import JSON
import Store

/// Which records are exported.
struct ExportSelection: Sendable {
  /// The entities; empty for all.
  let entities: [BoundEntity]
  /// The condition for the records of the only entity; nil for all.
  let condition: JSON?

  /// The ids of the records, in ascending order, by entity: those that are asked for, and those that they need.
  func ids(
    of all: [ExchangeEntity], _ reading: borrowing ReadTransaction
  ) throws(Failure) -> [String: [Int64]] {
    var chosen: [String: Set<Int64>] = [:]
    let asked = entities.isEmpty ? all.map(\.entity) : entities
    guard entities.isEmpty == false || condition != nil else {
      var ids: [String: [Int64]] = [:]
      for entity in asked { ids[entity.name] = try reading.allIDs(entity) }
      return ids
    }
    for entity in asked { chosen[entity.name] = Set(try reading.ids(entity, where: condition)) }
    // What refers comes after what is referred to, so that one way back finds all that is needed.
    for one in all.reversed() {
      var waiting = Array(chosen[one.entity.name] ?? [])
      while !waiting.isEmpty {
        let some = Array(waiting.suffix(Self.stepRows))
        waiting.removeLast(some.count)
        waiting += try need(some, of: one, reading, &chosen)
      }
    }
    return chosen.mapValues { $0.sorted() }
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

extension ReadTransaction {
  /// The ids of the records that fulfil the condition, in ascending order.
  fileprivate func ids(_ entity: BoundEntity, where condition: JSON?) throws(Failure) -> [Int64] {
    try records(entity, where: condition, [ExchangeNames.numberName]).map(\.id)
  }
}
