import Catalogue
import JSON
import Store
import Vocabulary

/// Records and the links between them, as clients draw them without knowing what they are.
struct Picture {
  private var records: [JSON] = []
  private var links: [JSON] = []
  private var nameBytes = 0

  /// The most records in one picture.
  private static let recordsMax = 5_000
  /// The most bytes of their names.
  private static let nameBytesMax = 4 << 20

  var json: JSON { ["records": .array(records), "links": .array(links)] }

  /// - Parameters:
  ///   - label: its name; nil for a record that has none.
  ///   - note: another name that tells it from others.
  ///   - level: in which column it stands; links lead to higher ones.
  /// - Throws: `limit` for a picture that is too large.
  private mutating func add(
    _ id: Int64, of entity: BoundEntity, _ label: String?, note: String? = nil, _ state: State? = nil, level: Int
  ) throws(Failure) {
    nameBytes += (label ?? "").utf8.count + (note ?? "").utf8.count
    guard records.count < Self.recordsMax, nameBytes <= Self.nameBytesMax else {
      throw Failure(
        .limit, "the picture would have more than \(Self.recordsMax) records, or \(Self.nameBytesMax) bytes of names",
        hint: "'collaboration' leaves out what does not belong to it")
    }
    var record = JSON.Object([
      .init("key", .string(Self.key(entity, id))), .init("entity", .string(entity.name)), .init("id", .integer(id)),
      .init("label", .string(label ?? "\(entity.entity.words) \(id)")), .init("level", .integer(Int64(level))),
    ])
    record["note"] = note.map { .string($0) }
    record["state"] = state.map { .string($0.word) }
    record["tone"] = state?.tone.map { .string($0.rawValue) }
    records.append(.object(record))
  }

  private mutating func link(_ start: String, _ end: String, _ label: String? = nil) {
    var link = JSON.Object([.init("from", .string(start)), .init("to", .string(end))])
    link["label"] = label.map { .string($0) }
    links.append(.object(link))
  }

  private static func key(_ entity: BoundEntity, _ id: Int64) -> String { "\(entity.name)_\(id)" }

  /// A state in words, and what it means.
  private struct State {
    let word: String
    let tone: Tone?

    init?(_ record: Record, _ field: BoundField?) {
      guard let field, let word = record.text(field.name) else { return nil }
      (self.word, tone) = (word, field.field.tone(of: word))
    }

    init(isComplete: Bool) { (word, tone) = isComplete ? ("finished", .good) : ("not finished", .idle) }
  }
}

// The organizations, what they take part in, and their nodes.
extension Picture {
  /// - Parameter chosen: the collaboration to which all belongs; nil for everything.
  /// - Throws: `limit` for a picture that is too large; `not_found`.
  init(
    ofNetwork transaction: borrowing ReadTransaction, in chosen: RecordKey? = nil
  ) throws(Failure) {
    let model = transaction.model
    let (collaboration, node) = (try model.entity("collaboration"), try model.entity("node"))
    let organization = try model.entity("organization")
    let id = try chosen.map { key throws(Failure) in try transaction.id(of: key, collaboration) }
    let most = Self.recordsMax + 1
    let collaborations = try transaction.records(
      collaboration, where: id.map { ["id": .integer($0)] }, ["name", "organizations"], limit: most)
    let nodes = try transaction.records(
      node, where: id.map { ["collaboration.id": .integer($0)] },
      ["name", "status", "organization.name", "collaboration"], limit: most)
    let members = Dictionary(uniqueKeysWithValues: collaborations.map { ($0.id, $0.many("organizations").map(\.id)) })

    for record in collaborations { try add(record.id, of: collaboration, record.text("name"), level: 0) }
    for record in nodes {
      try add(
        record.id, of: node, record.text("name"), note: record.one("organization")?.text("name"),
        State(record, node.field("status")), level: 1)
    }
    let involved = id.map { id in
      Set((members[id] ?? []) + nodes.compactMap { $0.one("organization")?.id }).sorted()
    }
    let conditions = involved?.pieces(of: TaskTree.askedMax).map { ids -> JSON? in
      ["id": ["in": .array(ids.map { .integer($0) })]]
    }
    for condition in conditions ?? [nil] {
      for record in try transaction.records(organization, where: condition, ["name"], limit: most) {
        try add(record.id, of: organization, record.text("name"), level: 2)
      }
    }

    var served: [Int64: Set<Int64>] = [:]
    for record in nodes {
      let key = Self.key(node, record.id)
      let (here, owner) = (record.one("collaboration")?.id, record.one("organization")?.id)
      if let here { link(Self.key(collaboration, here), key) }
      guard let owner else { continue }
      let isForeign = here.map { !(members[$0] ?? []).contains(owner) } ?? false
      link(key, Self.key(organization, owner), isForeign ? "not a member" : nil)
      if let here { served[here, default: []].insert(owner) }
    }
    for record in collaborations {
      for member in members[record.id] ?? [] where served[record.id]?.contains(member) != true {
        link(Self.key(collaboration, record.id), Self.key(organization, member), "no node")
      }
    }
  }
}

// A task with its results, and the tasks that it started.
extension Picture {
  /// - Throws: `limit` for a picture that is too large; `not_found`.
  init(ofTask root: Int64, _ transaction: borrowing ReadTransaction) throws(Failure) {
    let model = transaction.model
    let (task, result) = (try model.entity("task"), try model.entity("result"))
    let tree = try TaskTree(transaction.id(of: .id(root), task), task, transaction).tasks
    let status = result.field("status")
    let fields = ["complete", "organization.name", "task"] + (status.map { [$0.name] } ?? [])
    for piece in tree.pieces(of: TaskTree.askedMax) {
      let ids = JSON.array(piece.map { .integer($0.id) })
      let found = try transaction.records(task, where: ["id": ["in": ids]], ["name", "status"])
      let tasks = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
      let results = try transaction.records(
        result, where: ["task": ["in": ids]], fields, limit: Self.recordsMax + 1)
      let byTask = Dictionary(grouping: results) { $0.one("task")?.id ?? 0 }
      for (id, parent, depth) in piece {
        let record = tasks[id]
        let state = record.flatMap { State($0, task.field("status")) }
        try add(id, of: task, record?.text("name"), state, level: depth)
        if let parent { link(Self.key(task, parent), Self.key(task, id)) }
        for part in byTask[id] ?? [] {
          let state = status == nil ? State(isComplete: part.flag("complete") ?? false) : State(part, status)
          try add(part.id, of: result, part.one("organization")?.text("name"), state, level: depth + 1)
          link(Self.key(task, id), Self.key(result, part.id))
        }
      }
    }
  }
}
