import Catalogue
import JSON
import Vocabulary

/// What is wrong with a file: all of it is counted, and the first errors are told with their places.
struct ImportErrors {
  private var count = 0
  private var listed: [(line: Int, path: String, failure: Failure)] = []

  private static let listedMax = 100

  var isEmpty: Bool { count == 0 }

  mutating func add(_ failure: Failure, at place: ImportFile.Place, _ record: ImportRecord) {
    let field = failure.field.map { record.path.isEmpty ? $0 : "\(record.path).\($0)" }
    add(failure, line: Int(place.line), path: field ?? record.path)
  }

  mutating func add(_ failure: Failure, line: Int, path: String? = nil) {
    count += 1
    guard listed.count < Self.listedMax else { return }
    listed.append((line, path ?? failure.field ?? "", failure))
  }

  /// - Throws: a failure of the kind of the first error, with all of them as `errors`, by line.
  func throwIfAny() throws(Failure) {
    // Errors of one line stay in the order in which they were found.
    let sorted = listed.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(
      \.element)
    guard let first = sorted.first else { return }
    let rest = count == 1 ? "" : "; and \(Wording.counted(Int64(count - 1), "error")) more"
    let failure = first.failure
    throw Failure(
      failure.kind == .alreadyExists ? .alreadyExists : .invalid, "line \(first.line): \(failure.message)\(rest)",
      entity: failure.entity, field: failure.field, hint: failure.hint, remedy: failure.remedy,
      requires: failure.requires,
      more: [.init("count", .integer(Int64(count))), .init("errors", .array(sorted.map(Self.row)))])
  }

  private static func row(_ one: (line: Int, path: String, failure: Failure)) -> JSON {
    var row = JSON.Object([.init("line", .integer(Int64(one.line)))])
    row["path"] = one.path.isEmpty ? nil : .string(one.path)
    row["message"] = .string(one.failure.message)
    row["also"] = one.failure.more.first { $0.key == "also" }?.value
    // A parameter that would let the call succeed is told once, with the failure.
    if one.failure.remedy == nil { row["hint"] = one.failure.hint.map { .string($0) } }
    return .object(row)
  }
}
