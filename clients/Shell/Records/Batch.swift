import ClientKit
import JSON
import ShellLanguage

/// Records that were read together, and whose relations are read together: a list costs one call, not one a row.
final class Batch {
  /// The rows of a page, and the ids of a condition, at most.
  static let rowsMax = 1_000

  let shape: Shape
  private let database: Database
  private var members: [Member] = []

  private struct Member { weak var record: Record? }

  init(_ shape: Shape, _ database: Database) { (self.shape, self.database) = (shape, database) }

  func add(_ record: Record) { members.append(Member(record: record)) }

  private var records: [Record] { members.compactMap(\.record).filter { $0.id != nil && $0.batch === self } }

  /// A page round `record`: as many as one call may ask for.
  private func neighbours(of record: Record, where isWanted: (Record) -> Bool) -> [Record] {
    let wanted = records.filter { $0 !== record && isWanted($0) }
    return [record] + wanted.prefix(Self.rowsMax - 1)
  }

  private static func among(_ ids: [Int64]) -> JSON { ["in": .array(ids.map { .integer($0) })] }

  /// Reads the records again; those that are gone say so from now on.
  func read(for record: Record) throws(ShellError) {
    let stale = neighbours(of: record) { !$0.isFresh && !$0.isDirty }
    var missing = Dictionary(stale.compactMap { one in one.id.map { ($0, one) } }) { first, _ in first }
    let fields = shape.listedFields + shape.recordText.paths(shape, database.schema)
    try database.eachItem(shape, fields, where: ["id": Self.among(Array(missing.keys))]) { (item) throws(ShellError) in
      if let id = item["id"]?.integer { missing.removeValue(forKey: id)?.take(item, nil) }
    }
    for record in missing.values { record.vanish() }
  }

  /// Makes the records that a relation to one refers to, all in one batch.
  func refer(_ relation: RelationDescription, _ target: Shape, for record: Record) {
    let batch = Batch(target, database)
    for one in neighbours(of: record, where: { $0.isFresh && $0.related(relation.name) == nil }) {
      guard let reference = one.loaded[relation.name], let id = reference["id"]?.integer,
        reference["missing"]?.bool != true
      else { continue }
      let other = database.record(target, id)
      other.join(batch)
      one.setRelated(relation.name, [other])
    }
  }

  /// Reads a relation to many.
  func read(_ relation: RelationDescription, _ target: Shape, for record: Record) throws(ShellError) {
    let wanting = neighbours(of: record) { $0.related(relation.name) == nil }
    if let inverse = shape.inverse(of: relation, in: target), !inverse.isMany {
      return try readChildren(relation, target, inverse.name, wanting)
    }
    var ids: [Int64: [Int64]] = [:]
    var cut: [Int64] = []
    let own = Self.among(wanting.compactMap(\.id))
    try database.eachItem(shape, ["id", relation.name + ".id"], where: ["id": own]) { (item) throws(ShellError) in
      guard let id = item["id"]?.integer, let list = item[relation.name]?.array else { return }
      ids[id] = list.compactMap { $0["id"]?.integer }
      if item.isCut { cut.append(id) }
    }
    // A list of records answers the first partners of each: more are asked for one by one.
    for id in cut {
      let fields: JSON = [.string(relation.name + ".id")]
      let whole = try database.link.read(shape.name + ".get", ["id": .integer(id), "fields": fields])
      ids[id] = whole[relation.name]?.array?.compactMap { $0["id"]?.integer }
    }
    var all = Array(Set(ids.values.joined())).sorted()[...]
    var others: [Int64: Record] = [:]
    while !all.isEmpty {
      let page = Array(all.prefix(Self.rowsMax))
      all = all.dropFirst(page.count)
      for other in try database.list(target, where: ["id": Self.among(page)]) {
        if let id = other.id { others[id] = other }
      }
    }
    for one in wanting {
      one.setRelated(relation.name, one.id.flatMap { ids[$0] }?.compactMap { others[$0] } ?? [])
    }
  }

  private func readChildren(
    _ relation: RelationDescription, _ target: Shape, _ inverse: String, _ wanting: [Record]
  ) throws(ShellError) {
    var children: [Int64: [Record]] = [:]
    let ids = wanting.compactMap(\.id)
    for child in try database.list(target, where: ["\(inverse).id": Self.among(ids)]) {
      if let id = child.loaded[inverse]?["id"]?.integer { children[id, default: []].append(child) }
    }
    for one in wanting { one.setRelated(relation.name, one.id.flatMap { children[$0] } ?? []) }
  }
}
