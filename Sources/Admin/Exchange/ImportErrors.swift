import Catalogue
import JSON
import Vocabulary

/// What is wrong with a file: all of it is counted, and the first errors are told with their places.
struct ImportErrors {
  private var count = 0
  private var first: Failure?
  private var rows: [JSON] = []

  private static let listedMax = 100

  var isEmpty: Bool { count == 0 }

  mutating func add(_ failure: Failure, at place: ImportFile.Place, _ record: ImportRecord) {
    let field = failure.field.map { record.path.isEmpty ? $0 : "\(record.path).\($0)" }
    add(failure, line: Int(place.line), path: field ?? record.path)
  }

  mutating func add(_ failure: Failure, line: Int, path: String? = nil) {
    count += 1
    first = first ?? failure
    guard rows.count < Self.listedMax else { return }
    var row = JSON.Object([.init("line", .integer(Int64(line)))])
    row["path"] = (path ?? failure.field).flatMap { $0.isEmpty ? nil : .string($0) }
    row["message"] = .string(failure.message)
    row["also"] = failure.more.first { $0.key == "also" }?.value
    // A parameter that would let the call succeed is told once, with the failure.
    if failure.remedy == nil { row["hint"] = failure.hint.map { .string($0) } }
    rows.append(.object(row))
  }

  /// - Throws: a failure of the kind of the first error, with all of them as `errors`.
  func throwIfAny() throws(Failure) {
    guard let first, let line = rows.first?["line"]?.integer else { return }
    let rest = count == 1 ? "" : "; and \(Wording.counted(Int64(count - 1), "error")) more"
    throw Failure(
      first.kind == .alreadyExists ? .alreadyExists : .invalid, "line \(line): \(first.message)\(rest)",
      entity: first.entity, field: first.field, hint: first.hint, remedy: first.remedy, requires: first.requires,
      more: [.init("count", .integer(Int64(count))), .init("errors", .array(rows))])
  }
}
