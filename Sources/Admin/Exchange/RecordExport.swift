import Catalogue
import Glibc
import JSON
import Linux
import Store
import Vocabulary

/// Writes records to a file: a line for each, `{ENTITY: {FIELD: VALUE, …}}`, each after those that it refers to.
struct RecordExport: ~Copyable {
  private let transaction: Database
  private let model: Model
  private let withSecrets: Bool
  private let file: Int32
  private let work: LongWork
  private var writer = JSONWriter(capacity: 2 * bufferBytes)
  private(set) var counts: [(entity: String, count: Int64)] = []
  private(set) var problems = Problems()
  /// How many records may have been made or changed since the moment that was asked for, by entity.
  private(set) var unknown: [(entity: String, count: Int64)] = []
  private(set) var bytes: Int64 = 0
  /// The names of the records, by entity.
  private var names: [String: ExchangeNames] = [:]

  private static let bufferBytes = 1 << 20
  private static let pageRows = 500

  /// What cannot be carried. All are counted, and the first are listed.
  struct Problems {
    private(set) var count: Int64 = 0
    private(set) var rows: [JSON] = []
    private static let listedMax = 1_000

    mutating func add(_ entity: BoundEntity, _ id: Int64?, _ field: String?, _ note: String) {
      count += 1
      guard rows.count < Self.listedMax else { return }
      var row = JSON.Object([.init("entity", .string(entity.name))])
      row["id"] = id.map { .integer($0) }
      row["field"] = field.map { .string($0) }
      row["note"] = .string(note)
      rows.append(.object(row))
    }
  }

  init(_ database: Database, to file: Int32, withSecrets: Bool, _ work: LongWork) {
    (transaction, model, self.withSecrets, self.file, self.work) = (database, database.model, withSecrets, file, work)
  }

  /// Writes the chosen records.
  /// - Throws: `limit` if the file's disk is full; `cancelled`.
  mutating func run(_ selection: ExportSelection, _ reading: borrowing ReadTransaction) throws(Failure) {
    let entities = ExchangeEntity.all(model)
    let choice = try selection.choose(of: entities, reading)
    unknown = choice.unknown
    let chosen = choice.ids
    var total: Int64 = 0
    for entity in model.entities {
      let ids = chosen[entity.name] ?? []
      total += Int64(ids.count)
      names[entity.name] = ExchangeNames(entity, ids: ids, nameless: try reading.nameless(entity))
    }
    let header: JSON = ["format": .integer(Self.format), "layout": .integer(Int64(model.generation))]
    writer.value(.object(JSON.Object([.init(Self.headerName, header)])))
    writer.endLine()
    var done: Int64 = 0
    for entity in entities {
      for warning in try reading.leftovers(of: entity.entity) { problems.add(entity.entity, nil, nil, warning) }
      let ids = chosen[entity.entity.name] ?? []
      guard !ids.isEmpty else { continue }
      counts.append((entity.entity.name, Int64(ids.count)))
      try write(entity, ids, reading, &done, of: total)
    }
    try flush()
  }

  /// The form of the file.
  static let format: Int64 = 1
  static let headerName = "vantage6"

  private mutating func write(
    _ entity: ExchangeEntity, _ ids: [Int64], _ reading: borrowing ReadTransaction, _ done: inout Int64, of total: Int64
  ) throws(Failure) {
    let paths = entity.paths(model, withSecrets: withSecrets)
    var start = 0
    while start < ids.count {
      let end = min(ids.count, start + Self.pageRows)
      // Whole tables have dense ids, so that a range is enough.
      let condition: JSON =
        ids[end - 1] - ids[start] == Int64(end - start - 1)
        ? [ExchangeNames.numberName: ["ge": .integer(ids[start]), "le": .integer(ids[end - 1])]]
        : [ExchangeNames.numberName: ["in": .array(ids[start..<end].map { .integer($0) })]]
      for record in try reading.records(entity.entity, where: condition, paths, withSecrets: withSecrets) {
        write(record, entity)
      }
      done += Int64(end - start)
      start = end
      if let reason = work.endReason() { throw reason }
      work.tell(LongWork.Progress("exporting", done, of: total, .rows))
      if writer.bytes.count > Self.bufferBytes { try flush() }
    }
  }

  private mutating func write(_ record: Record, _ one: ExchangeEntity) {
    writer.beginObject()
    writer.key(one.entity.name)
    writer.beginObject()
    if let number = names[one.entity.name]?.number(of: record.id) {
      writer.key(ExchangeNames.numberName)
      writer.integer(number)
    }
    for field in one.fields where withSecrets || !field.field.isSecret { write(field, of: record, one.entity) }
    for relation in one.relations { write(relation, of: record, one.entity) }
    writer.endObject()
    writer.endObject()
    writer.endLine()
  }

  private mutating func write(_ field: BoundField, of record: Record, _ entity: BoundEntity) {
    guard let value = record.json(field.name) else {
      return problems.add(entity, record.id, field.name, "has a value that cannot be read")
    }
    if value.isNull {
      if field.isRequired {
        problems.add(entity, record.id, field.name, "has no \(field.name), which it needs")
      }
      // Without it, an import would store the default.
      guard field.fallback != nil else { return }
    }
    writer.key(field.name)
    if field.field.isSecret, let text = value.string {
      writer.value([StoredSecret.exportedName: .string(text)])
    } else {
      writer.value(value)
    }
  }

  private mutating func write(_ relation: BoundRelation, of record: Record, _ entity: BoundEntity) {
    let missing = record.missing(relation.name)
    if missing > 0 {
      problems.add(
        entity, record.id, relation.name, "refers to \(Wording.counted(Int64(missing), "record")) that does not exist")
    }
    guard let target = names[relation.target] else { return }
    if relation.isMany {
      writer.key(relation.name)
      writer.beginArray()
      var seen: Set<Int64> = []
      for partner in record.many(relation.name) where seen.insert(partner.id).inserted {
        writer.value(target.reference(to: partner))
      }
      writer.endArray()
    } else if let partner = record.one(relation.name) {
      writer.key(relation.name)
      writer.value(target.reference(to: partner))
    } else if relation.isRequired, missing == 0 {
      problems.add(entity, record.id, relation.name, "has no \(relation.name), which it needs")
    }
  }

  private mutating func flush() throws(Failure) {
    do throws(SystemError) { try Transfer.writeAll(writer.bytes, to: file) } catch {
      guard error.code == ENOSPC || error.code == EDQUOT else {
        throw Failure(.internal, "the export cannot be written: \(systemReason(error.code))")
      }
      throw Failure(.limit, "no space is left for the export")
    }
    bytes += Int64(writer.bytes.count)
    writer.removeAll()
  }
}
