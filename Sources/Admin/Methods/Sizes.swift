import Adoption
import Catalogue
import JSON
import Store

extension Operation {
  static let sizes = Operation(
    Method(
      "database.sizes", "Show how much space each entity and each of its fields takes in the database.",
      details:
        "The parts add up to the size of the database, but for the changes of the last moments. It reads the whole database. "
        + "Of a file without a write-ahead log, a private copy is read, so that no other process waits.",
      access: .read, parameters: [.holdForCopy],
      answer: .object([
        .init("bytes", .value(.integer), "The size of the database."),
        .init("wal_bytes", .value(.integer), "The size of a file's write-ahead log, which is a file of its own."),
        .init("parts", .array(.object(part)), "What takes the space, the largest first."),
      ]), isLong: true,
      example: Example(answers: [
        "bytes": 245_760, "wal_bytes": 0,
        "parts": [
          [
            "kind": "entity", "name": "user", "rows": 4, "bytes": 12_288, "index_bytes": 4_096,
            "fields": [["name": "username", "bytes": 40]],
          ]
        ],
      ])),
    .slow { (_, arguments, environment, work, writer) throws(Failure) in
      let service = environment.service
      let open = try service.sessions(holdsLock: arguments.flag(Parameter.holdForCopy.name), work)
      let database = try open()
      database.setCheck(every: 10_000) { !work.isCancelled() }
      let (shares, space): ([SpaceShare], SpaceUse)
      do throws(Failure) {
        (shares, space) = try database.shares { (done, total) throws(Failure) in
          if let reason = work.endReason() { throw reason }
          work.tell(LongWork.Progress("measuring the tables", Int64(done), of: Int64(total), .steps))
        }
      } catch { throw work.endReason() ?? error }
      let stored = service.served.database
      let other = space.bytes - space.freeBytes - shares.reduce(0) { $0 + $1.bytes }
      let rest: [(kind: String, name: String, bytes: Int64)] = [
        ("free", "free pages", space.freeBytes), ("other", "\(stored.engine)'s own", max(0, other)),
      ]
      let parts =
        shares.map { ($0.bytes, $0.json) }
        + rest.filter { $0.bytes > 0 }.map {
          ($0.bytes, ["kind": .string($0.kind), "name": .string($0.name), "bytes": .integer($0.bytes)])
        }
      writer.value([
        "bytes": .integer(space.bytes), "wal_bytes": .integer(try stored.storedSize().logBytes),
        "parts": .array(parts.sorted { $0.0 > $1.0 }.map(\.1)),
      ])
    })

  private static let part: [Shape.Member] = [
    .init(
      "kind", .value(.text),
      "`entity`, `table` for one that belongs to no entity alone, `free` for pages that hold nothing, or `other`."),
    .init("name", .value(.text), "The entity, or the table."),
    .init("rows", .value(.integer), "How many records or rows there are.", always: false),
    .init("bytes", .value(.integer), "The space that it takes, with its indexes."),
    .init("index_bytes", .value(.integer), "The space of its indexes.", always: false),
    .init(
      "fields",
      .array(
        .object([
          .init("name", .value(.text), "The field."),
          .init("bytes", .value(.integer), "The sum of the sizes of its values."),
        ])), "The stored fields of an entity, the largest first.", always: false),
  ]
}

extension SpaceShare {
  fileprivate var json: JSON {
    let (kind, name) =
      switch owner {
      case .entity(let name): ("entity", name)
      case .table(let name): ("table", name)
      }
    var part = JSON.Object([
      .init("kind", .string(kind)), .init("name", .string(name)), .init("rows", .integer(rows)),
      .init("bytes", .integer(bytes)), .init("index_bytes", .integer(indexBytes)),
    ])
    let largest = fields.sorted { $0.bytes > $1.bytes }
    if !fields.isEmpty {
      part["fields"] = .array(largest.map { ["name": .string($0.name), "bytes": .integer($0.bytes)] })
    }
    return .object(part)
  }
}
