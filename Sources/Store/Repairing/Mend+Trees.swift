import Catalogue
import Engine

extension Mend {
  /// Removes the parent of a record that is its own ancestor, where the parent was made later: a record's real parent
  /// is older, and has a lower id.
  package static let withoutCycle = Mend("removes the parents that were made later than their children") {
    (transaction, defect) throws(Failure) in
    guard let (entity, id) = defect.record(transaction.model), let place = defect.place else { return .left(nil) }
    guard try transaction.isOwnAncestor(id, place), let parent = try transaction.value(at: place, id)?.integer else {
      return .gone
    }
    // Another record of the same circle has such a parent.
    guard parent >= id else { return .mended("is no longer its own ancestor") }
    try transaction.set(.null, at: place, id, of: entity)
    return .mended("\(defect.field ?? "parent") removed")
  }
}

extension WriteTransaction {
  fileprivate func isOwnAncestor(_ id: Int64, _ place: Defect.Place) throws(Failure) -> Bool {
    var seen: Set<Int64> = []
    var next = try value(at: place, id)?.integer
    while let ancestor = next, seen.insert(ancestor).inserted {
      if ancestor == id { return true }
      next = try value(at: place, ancestor)?.integer
    }
    return false
  }
}
