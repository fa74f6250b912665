import Catalogue
package import Engine
import JSON

/// The parts of an etag: one short hash for each stored field and each relation that belongs to the record. Fields that
/// the running server changes all the time are left out.
struct EtagPlan {
  struct Part {
    let name: String
    let column: Int32
  }
  struct Many {
    let name: String
    /// A SELECT of the ids of the related records, each once, in order. Its parameter is the record's id.
    let sql: String
  }
  /// The column with the record's id.
  let id: Int32
  let parts: [Part]
  let many: [Many]
}

/// The version of a record: four characters for each part of its plan, so that a conflict can say what changed; then a
/// dot and the history of the database, since a restored copy may bring back the same values.
package enum Etag {
  static let charactersPerPart = 4

  /// The names of the parts in which two etags of the same plan differ; nil if they cannot be compared.
  static func difference(_ one: String, _ other: String, _ plan: EtagPlan) -> [String]? {
    let (one, other) = (Array(parts(one).utf8), Array(parts(other).utf8))
    let names = plan.parts.map(\.name) + plan.many.map(\.name)
    guard one.count == other.count, one.count == names.count * charactersPerPart else { return nil }
    return names.enumerated().compactMap { place, name in
      let range = place * charactersPerPart..<(place + 1) * charactersPerPart
      return one[range] == other[range] ? nil : name
    }
  }

  private static func parts(_ etag: String) -> Substring { etag.prefix { $0 != "." } }

  /// The history in an etag; nil if the etag has none.
  static func history(_ etag: String) -> Substring? {
    etag.firstIndex(of: ".").map { etag[etag.index(after: $0)...] }
  }

  /// Appends four characters of base64url (RFC 4648 section 5): 24 bits of the hash.
  static func append(_ hash: Hash, to etag: inout OutputSpan<UInt8>) {
    let bits = hash.finished
    etag.append(character(bits >> 18))
    etag.append(character(bits >> 12))
    etag.append(character(bits >> 6))
    etag.append(character(bits))
  }

  private static func character(_ bits: UInt64) -> UInt8 {
    let value = UInt8(truncatingIfNeeded: bits & 63)
    return switch value {
    case ..<26: UInt8(ascii: "A") + value
    case ..<52: UInt8(ascii: "a") + (value - 26)
    case ..<62: UInt8(ascii: "0") + (value - 52)
    case 62: UInt8(ascii: "-")
    default: UInt8(ascii: "_")
    }
  }

  /// A hash that is the same on every machine and in every version of this program, unlike the standard library's:
  /// clients keep etags.
  package struct Hash: Sendable {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    package init() {}

    package mutating func add(_ word: UInt64) {
      state = (state ^ word) &* 0x9e37_79b9_7f4a_7c15
      state ^= state >> 32
    }

    package mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
      add(UInt64(bytes.count))
      let raw = UnsafeRawBufferPointer(bytes)
      var place = 0
      while place + 8 <= raw.count {
        add(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
        place += 8
      }
      var rest: UInt64 = 0
      for byte in raw[place...] { rest = rest << 8 | UInt64(byte) }
      add(rest)
    }

    package mutating func add(_ value: SQLValue) {
      switch value {
      case .null: add(1)
      case .integer(let number):
        add(2)
        add(UInt64(bitPattern: number))
      case .real(let number):
        add(3)
        add(number.bitPattern)
      case .text(var text):
        add(4)
        text.withUTF8 { add($0) }
      case .malformedText(let bytes):
        add(4)
        bytes.withUnsafeBufferPointer { add($0) }
      case .blob(let bytes):
        add(5)
        bytes.withUnsafeBufferPointer { add($0) }
      }
    }

    mutating func add(_ stored: StoredValue) {
      switch stored {
      case .null: add(1)
      case .integer(let number):
        add(2)
        add(UInt64(bitPattern: number))
      case .real(let number):
        add(3)
        add(number.bitPattern)
      case .text(let bytes):
        add(4)
        add(bytes)
      case .blob(let bytes):
        add(5)
        add(bytes)
      }
    }

    /// 44 bits.
    package var finished: UInt64 { (state ^ state >> 29) &* 0xbf58_476d_1ce4_e5b9 >> 20 }
  }
}

extension Columns {
  mutating func etag(of scope: Scope) throws(Failure) -> EtagPlan {
    var parts: [EtagPlan.Part] = []
    for field in scope.entity.fields where !field.field.has(.volatile) {
      switch field.source {
      case .derived, .change: continue
      case .own, .parent, .first: break
      }
      parts.append(.init(name: field.name, column: column(try query.term(field, of: scope))))
    }
    var many: [EtagPlan.Many] = []
    let parameter = query.dialect.parameter(1)
    for relation in scope.entity.relations where relation.relation.isOwned {
      switch relation.link {
      case .column(let name): parts.append(.init(name: relation.name, column: column(scope.column(name))))
      case .back(let table, let name, _):
        many.append(
          .init(
            name: relation.name, sql: "SELECT id FROM \(quoted(table)) WHERE \(quoted(name)) = \(parameter) ORDER BY id"
          ))
      case .through(let table, let ours, let theirs):
        many.append(
          .init(
            name: relation.name,
            sql:
              "SELECT DISTINCT \(quoted(theirs)) FROM \(quoted(table)) WHERE \(quoted(ours)) = \(parameter) "
              + "AND \(quoted(theirs)) IS NOT NULL ORDER BY 1"))
      }
    }
    return EtagPlan(id: column(scope.number), parts: parts, many: many)
  }
}
