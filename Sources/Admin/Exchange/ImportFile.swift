import Catalogue
import Glibc
import JSON
import Linux
import Store
import Vocabulary

/// A file of records, of which only the places are in memory: a line may hold one record or, in the server's own form,
/// several.
struct ImportFile: Sendable {
  /// Where a record is.
  struct Place: Sendable, Hashable {
    let offset: Int64
    /// From 1.
    let line: Int32
    let part: Int32
  }

  private let file: SentFile
  private let form: ServerForm
  /// The places of the records, by entity.
  private(set) var places: [String: [Place]] = [:]
  private(set) var count = 0
  /// The generation of the database from which the file was exported; nil for a file that somebody wrote.
  private(set) var layout: Int?

  /// What is wrong with records that are not among the places.
  private(set) var errors = ImportErrors()
  /// Those records.
  private(set) var broken: [ImportRecord] = []
  /// What is not carried, with how often.
  private(set) var left: [String: Int64] = [:]

  static let lineBytesMax = 64 << 20

  /// Reads the whole file once.
  /// - Parameters:
  ///   - form: how the server's own form is understood.
  ///   - body: called for each record; what it throws is an error of that record.
  /// - Throws: `limit` for a line that is too long; `cancelled`.
  init(
    _ file: SentFile, _ form: ServerForm, _ work: LongWork, _ model: Model,
    _ body: (ImportRecord, Place) throws(Failure) -> Void
  ) throws(Failure) {
    (self.file, self.form) = (file, form)
    var reader = LineReader(file.number, atMost: Self.lineBytesMax)
    do throws(Failure) {
      while let line = try Self.next(&reader) {
        if let reason = work.endReason() { throw reason }
        work.tell(LongWork.Progress("reading the file", reader.offset, of: reader.size, .bytes))
        // A byte order mark belongs to no line.
        let mark = line.number == 1 && line.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let bytes = mark == 0 ? line.bytes : Array(line.bytes.dropFirst(mark))
        guard bytes.contains(where: { !Self.isBlank($0) }) else { continue }
        do throws(Failure) {
          let parts = try Self.parts(bytes, form, &layout)
          for failure in parts.failures { errors.add(failure, line: line.number) }
          for sentence in parts.ignored { left[sentence, default: 0] += 1 }
          for (part, record) in parts.records.enumerated() {
            let place = Place(
              offset: line.offset + Int64(mark), line: Int32(clamping: line.number), part: Int32(clamping: part))
            try add(record, place, model, body)
          }
        } catch { errors.add(error, line: line.number) }
      }
    } catch { throw error }
  }

  private mutating func add(
    _ record: ImportRecord, _ place: Place, _ model: Model, _ body: (ImportRecord, Place) throws(Failure) -> Void
  ) throws(Failure) {
    do throws(Failure) {
      let entity = try model.entity(record.kind)
      try body(record, place)
      places[entity.name, default: []].append(place)
      count += 1
    } catch {
      guard error.isAbsent, isFromOtherVersion(model) else {
        errors.add(error, at: place, record)
        broken.append(record)
        return
      }
      left["records of '\(record.kind)', which version \(model.generation) does not have", default: 0] += 1
    }
  }

  private static func next(_ reader: inout LineReader) throws(Failure) -> LineReader.Line? {
    do throws(SystemError) { return try reader.next() } catch {
      guard error.code == EMSGSIZE else {
        throw Failure(.invalid, "the file cannot be read: \(systemReason(error.code))")
      }
      throw Failure(.limit, "line \(reader.lineNumber) of the file has more than \(lineBytesMax) bytes")
    }
  }

  func isFromOtherVersion(_ model: Model) -> Bool { layout.map { $0 != model.generation } ?? false }

  private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0D].contains(byte) }

  /// The records of the line at the place.
  func records(at place: Place, _ lines: inout ImportLines) throws(Failure) -> [ImportRecord] {
    var layout: Int?
    return try Self.parts(try lines.line(at: place.offset, of: file), form, &layout).records
  }

  private static func parts(
    _ bytes: [UInt8], _ form: ServerForm, _ layout: inout Int?
  ) throws(Failure) -> ServerForm.Line {
    let json: JSON
    do { json = try JSON(parsing: bytes) } catch { throw Failure(.invalid, "this is no JSON: \(error)") }
    guard let object = json.object, object.members.count == 1, let member = object.members.first else {
      let got = json.object.map { "\($0.members.count) members" } ?? Encoding.shown(json)
      throw Failure(.invalid, "expected an object with one member, the entity of the record, got \(got)")
    }
    guard let values = member.value.object else {
      throw Failure(.invalid, "'\(member.key)': expected an object of fields")
    }
    if member.key == RecordExport.headerName {
      let new = try Self.layout(values)
      guard layout ?? new == new else {
        throw Failure(
          .invalid, "there are records of version \(layout ?? new) of the server before, and of \(new) here")
      }
      layout = new
      return ServerForm.Line()
    }
    var twice: [Failure] = []
    let unique = member.value.hasDuplicate ? member.value.unique("", &twice).object ?? values : values
    var line =
      form.line(member.key, unique) ?? ServerForm.Line(records: [ImportRecord(kind: member.key, values: unique)])
    line.failures += twice
    return line
  }

  /// - Throws: `invalid` for a form that a later version of this program wrote.
  private static func layout(_ values: JSON.Object) throws(Failure) -> Int {
    func number(_ name: String) -> Int64? { values[name].flatMap { ImportValue.typed($0, as: .integer).integer } }
    guard let format = number("format"), format <= RecordExport.format, let layout = number("layout") else {
      throw Failure(.invalid, "a newer version of vantage6-admin exported this file")
    }
    return Int(clamping: layout)
  }
}

extension JSON {
  fileprivate var hasDuplicate: Bool {
    if let object { return object.duplicateKey() != nil || object.members.contains { $0.value.hasDuplicate } }
    return array?.contains { $0.hasDuplicate } ?? false
  }

  /// The value with the last of the members that an object within it has twice.
  /// - Parameter path: where the value is, such as `users[0]`.
  fileprivate func unique(_ path: String, _ failures: inout [Failure]) -> JSON {
    if let array {
      return .array(array.enumerated().map { $0.element.unique("\(path)[\($0.offset)]", &failures) })
    }
    guard let object else { return self }
    var members: [JSON.Member] = []
    for member in object.members {
      let place = path.isEmpty ? member.key : "\(path).\(member.key)"
      let value = member.value.unique(place, &failures)
      if let twice = members.firstIndex(where: { $0.key == member.key }) {
        failures.append(Failure(.invalid, "'\(member.key)' is given twice", field: place))
        members[twice] = .init(member.key, value)
      } else {
        members.append(.init(member.key, value))
      }
    }
    return .object(JSON.Object(members))
  }
}

/// A record as a file has it.
struct ImportRecord: Sendable {
  /// The name of its entity, or an alias.
  let kind: String
  var values: JSON.Object
  /// Where it is within its line; empty for the line itself.
  let path: String
  /// The name of the record, of the entity named first, without which this one is not made again: it has no name by which
  /// it would be found.
  let companion: (kind: String, name: String)?
  /// The references that were made from those of other records of the line, which have the errors about them.
  let derived: Set<String>

  init(
    kind: String, values: JSON.Object, path: String = "", with companion: (kind: String, name: String)? = nil,
    derived: Set<String> = []
  ) {
    (self.kind, self.values, self.path) = (kind, values, path)
    (self.companion, self.derived) = (companion, derived)
  }
}
