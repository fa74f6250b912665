package import Catalogue
import Engine
import JSON
import Vocabulary

/// What happens to the records that depend on a deleted record.
package enum Dependents: String, Sendable, CaseIterable {
  /// If there are any, the call fails and nothing is deleted.
  case refuse
  /// They lose the reference, as in the real server's models, and no pair is left dangling.
  case detach
  /// Those that are parts of it are deleted, too, with their own dependents. The others lose the reference.
  case delete
}

extension WriteTransaction {
  /// Deletes a record.
  /// - Throws: `not_found`, `ambiguous`, `conflict`; `constraint` with the number and the names of its dependents.
  package mutating func delete(
    _ entity: BoundEntity, _ key: RecordKey, dependents: Dependents = .refuse, ifMatch: String? = nil
  ) throws(Failure) -> Deletion {
    let id = try reading.id(of: key, entity)
    if let ifMatch { try check(ifMatch, entity, id, key) }
    try refuse(entity, [id], dependents) { _ in key.words }
    var deletion = Deletion(database)
    // What would keep the record from being deleted was looked for, and is not there.
    try delete(
      entity, id, in: entity.table, dependents: dependents, isAlone: dependents == .refuse, &deletion)
    try adviseOnFreedNumbers()
    try guardAll()
    try adviseOnAll()
    try deletion.finish(model)
    return deletion
  }

  /// Deletes the record's row in that table, with what depends on it, without a look at the consequences.
  /// - Parameter isAlone: whether no record refers to it but those that belong to it, and itself.
  mutating func delete(
    _ entity: BoundEntity, _ id: Int64, in table: String, dependents: Dependents, isAlone: Bool = false,
    _ deletion: inout Deletion
  ) throws(Failure) {
    let first = Place(entity: entity.name, table: table, id: id)
    var removal = Removal(waiting: [first], alone: isAlone ? first : nil)
    while let place = removal.waiting.popLast() {
      guard !removal.places.contains(place) else { continue }
      try remove(place, dependents, &deletion, &removal)
    }
    for row in removal.rows.reversed() { try erase(row.row, from: row.table) }
  }

  /// What one deletion removes. A record's change is recorded before those of its dependents, but its row is deleted
  /// after theirs, since an engine may enforce references.
  private struct Removal {
    var waiting: [Place]
    /// A row to which no other record refers.
    let alone: Place?
    /// The rows whose deletion is recorded.
    var places: Set<Place> = []
    var rows: [(table: String, row: Int64)] = []
  }

  /// A row to delete. The same entity may have rows in tables of two generations.
  private struct Place: Hashable {
    let entity: String
    let table: String
    let id: Int64
  }

  /// Deletes several records, with what depends on them, and writes audit records as it goes.
  /// - Parameters:
  ///   - ids: a record that is gone, perhaps with an earlier one, is passed over.
  ///   - body: called after each record with the number of them so far.
  /// - Throws: `constraint` with the dependents that are not among the records; what `body` throws.
  package mutating func delete(
    _ entity: BoundEntity, _ ids: [Int64], dependents: Dependents, _ body: (Int) throws(Failure) -> Void
  ) throws(Failure) -> Deletion {
    try refuse(entity, ids, dependents) { id throws(Failure) in try name(of: entity, id) }
    var deletion = Deletion(database)
    for (place, id) in ids.enumerated() {
      try delete(entity, id, in: entity.table, dependents: dependents, &deletion)
      let count = place + 1
      if count.isMultiple(of: Self.flushRecords) || count == ids.count {
        try guardAll()
        try adviseOnAll()
        if count < ids.count { try flush() }
      }
      try body(count)
    }
    try adviseOnFreedNumbers()
    try deletion.finish(model)
    return deletion
  }

  /// A call that changes many records writes their audit records after so many.
  package static let flushRecords = 256

  /// Refuses the deletion of records to which others refer that stay, and cannot be detached if that is wanted.
  /// - Parameter words: what a record is called.
  private func refuse(
    _ entity: BoundEntity, _ ids: [Int64], _ dependents: Dependents, _ words: (Int64) throws(Failure) -> String
  ) throws(Failure) {
    // `parts` are those that `delete` would delete, `others` those that it would only unlink.
    var (refused, parts, others) = (Deletion(database), Deletion(database), Deletion(database))
    var (held, isEssential) = ([Int64](), false)
    let gone = Set(ids)
    let referrers = referrers(to: entity, in: entity.table).filter { referrer in
      switch dependents {
      case .refuse: !referrer.reference.isOwned
      case .detach: referrer.reference.isEssential
      case .delete: false
      }
    }
    for id in ids {
      var isHeld = false
      for referrer in referrers {
        let reference = referrer.reference
        for dependent in try self.dependents(referrer, of: id)
        where !(reference.entity == entity.name && gone.contains(dependent)) {
          isHeld = true
          isEssential = isEssential || reference.isEssential
          refused.add(detached: reference.entity, dependent)
          if reference.isPart {
            parts.add(detached: reference.entity, dependent)
          } else {
            others.add(detached: reference.entity, dependent)
          }
        }
      }
      if isHeld { held.append(id) }
    }
    guard let first = held.first else { return }
    try refused.finish(model)
    let groups = refused.detached
    let subject =
      held.count == 1
      ? "\(entity.entity.words) \(try words(first)) is" : "\(held.count) \(entity.entity.plural) are"
    throw Failure(
      .constraint, "\(subject) still referred to by \(self.words(groups))", entity: entity.name,
      id: held.count == 1 ? first : nil, hint: hint(parts.detached, others.detached, isEssential), remedy: .dependents,
      more: [.init("dependents", .array(groups.map { $0.json(parts: parts.detached) }))]
        + (isEssential ? [.init("detachable", false)] : []))
  }

  /// What `detach` and `delete` would do.
  /// - Parameter isEssential: whether some of the parts cannot be without the record.
  private func hint(_ parts: [RecordGroup], _ others: [RecordGroup], _ isEssential: Bool) -> String {
    if isEssential {
      let start = "some of them cannot be unlinked: use dependents 'delete' to delete "
      return start + (others.isEmpty ? "them too" : "\(words(parts)) too, and unlink \(words(others))")
    }
    if parts.isEmpty { return "use dependents 'detach' to unlink them: none of them is deleted" }
    if others.isEmpty { return "use dependents 'detach' to unlink them, or 'delete' to delete them too" }
    return
      "use dependents 'detach' to unlink them, or 'delete' to delete \(words(parts)) too, and unlink \(words(others))"
  }

  /// `3 tasks, 1 user`
  private func words(_ groups: [RecordGroup]) -> String {
    groups.map { group in
      let count = group.ids.count
      let name = model.catalogue[group.entity].map { count == 1 ? $0.words : $0.plural } ?? group.entity
      return "\(count) \(name)"
    }
    .joined(separator: ", ")
  }

  func referrers(to entity: BoundEntity, in table: String) -> [Referrer] {
    database.texts.referrers(to: entity.name, in: table) { model.references(to: entity, in: table) }
  }

  /// The ids of the records that refer to `id` at that place, each once.
  func dependents(_ referrer: Referrer, of id: Int64) throws(Failure) -> [Int64] {
    try database.rows(referrer.select, [.integer(id)]).compactMap { $0.first?.integer }
  }

  /// Records the deletion of one row and detaches its dependents. Dependents that have to be deleted, too, are added to
  /// what waits.
  private mutating func remove(
    _ place: Place, _ dependents: Dependents, _ deletion: inout Deletion, _ removal: inout Removal
  ) throws(Failure) {
    guard let entity = model[place.entity] else { return }
    removal.places.insert(place)
    try deletion.note(entity, place.id)
    guard try recordDeletion(from: place.table, row: place.id, of: place.entity, place.id) else { return }
    deletion.add(deleted: place.entity, place.id)
    if let parent = entity.parent, try recordDeletion(from: parent.table, row: place.id, of: place.entity, place.id) {
      removal.rows.append((parent.table, place.id))
    }
    removal.rows.append((place.table, place.id))
    for referrer in referrers(to: entity, in: place.table) {
      let reference = referrer.reference
      switch reference.place {
      case .pairs(let table, let ours, let theirs):
        try removePairs(table, ours, theirs, of: place, reference, &deletion)
      case .column(let table, let column):
        if removal.alone == place, !reference.isOwned, reference.entity != place.entity { continue }
        for dependent in try self.dependents(referrer, of: place.id) {
          let there = Place(entity: reference.entity, table: table, id: dependent)
          if removal.places.contains(there) {
            // The row is deleted after this one: it must not refer to it then.
            try unlink(column, of: dependent, in: table)
          } else if reference.isOwned || (dependents == .delete && reference.isPart) {
            removal.waiting.append(there)
          } else if try update(table, row: dependent, [.init(column, .null)], of: reference.entity, dependent) {
            deletion.add(detached: reference.entity, dependent)
          }
        }
      }
    }
  }

  private mutating func removePairs(
    _ table: String, _ ours: String, _ theirs: String, of place: Place, _ reference: Reference,
    _ deletion: inout Deletion
  ) throws(Failure) {
    let pairs = try pairs(in: table, ours, place.id)
    try delete(pairs, from: table, by: [ours], of: place.entity, place.id)
    guard !reference.isOwned else { return }
    var partners: Set<Int64> = []
    for pair in pairs {
      guard let partner = pair.first(where: { $0.name == theirs })?.value.integer else { continue }
      if partners.insert(partner).inserted { deletion.add(detached: reference.entity, partner) }
    }
  }
}
