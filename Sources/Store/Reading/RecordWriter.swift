import Catalogue
import Engine
import JSON
import Vocabulary

/// Writes the current row of a SELECT as a record. To-many relations that were not gathered are read by a statement for
/// each row: with an engine in the same process, that costs less than the rows of a wide join.
struct RecordWriter {
  let database: Database
  /// The most bytes of to-many relations in one record; nil for no limit.
  let manyBytesMax: Int?
  /// Reads what the records of a log tell; nil if the selection does not need it.
  private let changes: ChangeReader?
  private let gathered: GatheredRelations?

  /// - Parameter selection: what will be written.
  init(
    database: Database, telling selection: Selection, manyBytesMax: Int? = nil, gathered: GatheredRelations? = nil
  ) {
    (self.database, self.manyBytesMax, self.gathered) = (database, manyBytesMax, gathered)
    changes = selection.change.map { ChangeReader($0, database) }
  }

  /// The state of a record that is being written.
  private struct State {
    private(set) var damaged: [String] = []
    /// The depth of to-many relations within each other, and the number of rows in all but the outermost.
    var (depth, nestedRows) = (0, 0)
    /// The bytes of the to-many relations that are complete, and where the outermost one that is being written begins.
    var (manyBytes, manyStart): (Int, JSONWriter.Mark?) = (0, nil)
    /// The ids of the partners in the to-many relations that were written whole, for the etag.
    var partners: [(relation: String, ids: [Int64])] = []

    /// Adds the name once, even if many rows of a relation are damaged in the same way.
    mutating func note(damaged name: String) { if !damaged.contains(name) { damaged.append(name) } }
  }

  /// The most rows of relations within relations for one record: their numbers multiply.
  static let nestedRowsMax = 50_000

  /// Writes the whole object. Its `damaged` member names what could not be read.
  /// - Parameters:
  ///   - warns: whether to add `warnings` about what the server cannot read.
  ///   - isLeftOpen: whether the caller writes further members and ends the object.
  func write(
    _ selection: Selection, _ statement: borrowing Statement, more: [JSON.Member] = [], warns: Bool = false,
    isLeftOpen: Bool = false, into writer: inout JSONWriter
  ) throws(Failure) {
    var state = State()
    writer.beginObject()
    try writeMembers(selection, statement, into: &writer, prefix: "", &state)
    if !state.damaged.isEmpty {
      writer.key("damaged")
      writer.value(.array(state.damaged.map { .string($0) }))
    }
    let warnings = warns ? Self.warnings(selection, statement) : []
    for member in warnings.isEmpty ? more : more + [.init("warnings", .array(warnings))] {
      writer.key(member.key)
      writer.value(member.value)
    }
    if !isLeftOpen { writer.endObject() }
  }

  private static func warnings(_ selection: Selection, _ statement: borrowing Statement) -> [JSON] {
    var warnings: [JSON] = []
    for (name, column) in selection.publicKeys {
      if let complaint = PublicKey.complaint(of: statement.stored(column)) {
        warnings.append(.string("the \(name) \(complaint)"))
      }
    }
    return warnings
  }

  private func writeMembers(
    _ selection: Selection, _ statement: borrowing Statement, into writer: inout JSONWriter, prefix: String,
    _ state: inout State
  ) throws(Failure) {
    let isWithoutParent = selection.parentID.map { statement.isNull($0) } ?? false
    for part in selection.parts {
      switch part {
      case .id(let key, let column):
        writer.rawKey(key)
        writer.integer(statement.integer(column))
      case .field(let own):
        let isReadable = Self.write(own, statement.stored(own.column), into: &writer)
        if !isReadable || (isWithoutParent && own.isParents) { state.note(damaged: prefix + own.name) }
      case .count(let key, let column):
        writer.rawKey(key)
        writer.beginObject()
        writer.key("count")
        writer.integer(statement.integer(column))
        writer.endObject()
      case .one(let key, let one):
        writer.rawKey(key)
        try write(one, statement, into: &writer, prefix: prefix, &state)
      case .many(let key, let many):
        writer.rawKey(key)
        try write(many, of: statement.integer(many.owner), into: &writer, prefix: prefix, &state)
      case .etag(let plan):
        writer.key("etag")
        try write(plan, statement, state.partners, into: &writer)
      case .change(let key, let part):
        writer.rawKey(key)
        writer.value(try changes?.view(statement).json(part) ?? .null)
      }
    }
  }

  /// Writes a field as a member.
  /// - Returns: false if the value cannot be read; then null was written.
  private static func write(_ own: Selection.Own, _ stored: StoredValue, into writer: inout JSONWriter) -> Bool {
    switch (stored, own.kind) {
    case (.null, _):
      writer.nullMember(own.key)
      return true
    case (.text(let bytes), .text):
      if writer.member(own.key, utf8: bytes) { return true }
      writer.nullMember(own.key)
      return false
    default:
      writer.rawKey(own.key)
      return Decoding.write(stored, as: own.kind, into: &writer)
    }
  }

  private func write(
    _ one: Selection.One, _ statement: borrowing Statement, into writer: inout JSONWriter, prefix: String,
    _ state: inout State
  ) throws(Failure) {
    switch (statement.stored(one.reference), statement.isNull(one.id)) {
    case (.null, _): writer.null()
    case (.integer(let id), true): writeMissing(id, into: &writer)
    case (_, true):
      writer.null()
      state.note(damaged: prefix + one.name)
    case (_, false):
      writer.beginObject()
      try writeMembers(one.selection, statement, into: &writer, prefix: prefix + one.name + ".", &state)
      writer.endObject()
    }
  }

  private func writeMissing(_ id: Int64, into writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.integer(id)
    writer.key("missing")
    writer.bool(true)
    writer.endObject()
  }

  private func write(
    _ many: Selection.Many, of id: Int64, into writer: inout JSONWriter, prefix: String, _ state: inout State
  ) throws(Failure) {
    if state.depth == 0 { state.manyStart = writer.mark() }
    writer.beginArray()
    let statement = try database.statement(many, of: id, gathered)
    var count = 0
    var partners: [Int64]? = state.depth == 0 && many.limit == nil ? [] : nil
    state.depth += 1
    defer { state.depth -= 1 }
    while try statement.next() {
      try checkBytes(many, writer, state)
      if state.depth > 1 { state.nestedRows += 1 }
      guard state.nestedRows <= Self.nestedRowsMax else {
        throw Failure(
          .limit, "one record has more than \(Self.nestedRowsMax) related records",
          hint: "ask for fewer 'fields', or list the others by themselves", remedy: .fields)
      }
      count += 1
      if let limit = many.limit, count > limit.rows {
        try writeRest(limit, of: id, into: &writer)
        break
      }
      if partners != nil {
        // A damaged pair may have anything as an id.
        if case .integer(let id) = statement.stored(many.reference ?? many.id) {
          partners?.append(id)
        } else {
          partners = nil
        }
      }
      if let reference = many.reference, statement.isNull(many.id) {
        writeMissing(statement.integer(reference), into: &writer)
        continue
      }
      writer.beginObject()
      try writeMembers(many.selection, statement, into: &writer, prefix: prefix + many.name + ".", &state)
      writer.endObject()
    }
    writer.endArray()
    if let partners { state.partners.append((many.name, partners)) }
    if state.depth == 1, let start = state.manyStart { state.manyBytes += writer.count(since: start) }
  }

  private func checkBytes(
    _ many: Selection.Many, _ writer: borrowing JSONWriter, _ state: borrowing State
  ) throws(Failure) {
    guard let max = manyBytesMax, let start = state.manyStart, state.manyBytes + writer.count(since: start) > max else {
      return
    }
    throw Failure(
      .limit, "'\(many.name)' is larger than an answer may be: \(max) bytes",
      hint: "list the \(many.selection.entity.name) records page by page, or ask for '\(many.name).count'")
  }

  /// `{"more": true, "count": 120}` in place of the rows that are left out.
  private func writeRest(
    _ limit: Selection.Limit, of id: Int64, into writer: inout JSONWriter
  ) throws(Failure) {
    writer.beginObject()
    writer.key("more")
    writer.bool(true)
    writer.key("count")
    writer.integer(try database.value(limit.count, [.integer(id)])?.integer ?? 0)
    writer.endObject()
  }
}

// The etag of the current row.
extension RecordWriter {
  func etag(_ plan: EtagPlan, _ row: borrowing Statement) throws(Failure) -> String {
    var etag: [UInt8] = []
    try etag.append(addingCapacity: length(of: plan)) { (room) throws(Failure) in try write(plan, row, [], to: &room) }
    return String(decoding: etag, as: UTF8.self)
  }

  /// - Parameter partners: what was read already of the record's relations.
  private func write(
    _ plan: EtagPlan, _ row: borrowing Statement, _ partners: [(relation: String, ids: [Int64])],
    into writer: inout JSONWriter
  ) throws(Failure) {
    try writer.plainString(length(of: plan)) { (room) throws(Failure) in try write(plan, row, partners, to: &room) }
  }

  private func length(of plan: EtagPlan) -> Int {
    (plan.parts.count + plan.many.count) * Etag.charactersPerPart + 1 + database.history.utf8.count
  }

  private func write(
    _ plan: EtagPlan, _ row: borrowing Statement, _ partners: [(relation: String, ids: [Int64])],
    to room: inout OutputSpan<UInt8>
  ) throws(Failure) {
    for part in plan.parts {
      var hash = Etag.Hash()
      hash.add(row.stored(part.column))
      Etag.append(hash, to: &room)
    }
    if !plan.many.isEmpty {
      let id = row.integer(plan.id)
      for many in plan.many {
        var hash = Etag.Hash()
        if let known = partners.first(where: { $0.relation == many.name }) {
          for id in known.ids { hash.add(StoredValue.integer(id)) }
        } else {
          let statement = try database.statement(many.sql, [.integer(id)])
          while try statement.next() { hash.add(statement.stored(0)) }
        }
        Etag.append(hash, to: &room)
      }
    }
    room.append(UInt8(ascii: "."))
    for byte in database.history.utf8 { room.append(byte) }
  }
}

extension Database {
  /// The rows of the relation of the record with that id.
  func statement(_ many: Selection.Many, of id: Int64, _ gathered: GatheredRelations?) throws(Failure) -> Statement {
    if let statement = gathered?.statement(many, of: id) { return statement }
    return try statement(many.sql, [.integer(id)])
  }
}
