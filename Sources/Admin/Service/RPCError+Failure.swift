package import Catalogue
import JSON
package import JSONRPC
import Vocabulary

extension Failure.Kind {
  /// The code of each kind: the specification's where it has one (jsonrpc.org/specification, section 5.1), else our
  /// own.
  package var code: Int {
    switch self {
    case .notFound: 1
    case .alreadyExists: 2
    case .conflict: 3
    case .readOnly: 4
    case .constraint: 5
    case .busy: 6
    case .limit: 7
    case .invalid: 8
    case .ambiguous: 9
    case .cancelled: 10
    case .parameters: RPCError.Code.invalidParams
    case .unknownMethod: RPCError.Code.methodNotFound
    case .internal: RPCError.Code.internal
    }
  }

  /// The kinds with a code of our own.
  static let own = allCases.filter { $0.code > 0 }

  var meaning: String {
    switch self {
    case .notFound: "no such record"
    case .alreadyExists: "a record with that value exists already"
    case .conflict: "the record changed since it was read"
    case .readOnly: "changes are refused here"
    case .constraint: "other records prevent the change"
    case .busy: "another program holds the database's lock"
    case .limit: "a limit is exceeded"
    case .invalid: "a value is invalid"
    case .ambiguous: "the name fits several records"
    case .cancelled: "the caller cancelled the call"
    case .parameters: "the parameters do not fit the method"
    case .unknownMethod: "no such method"
    case .internal: "a fault of the daemon or the machine"
    }
  }
}

extension RPCError {
  /// The error that a caller gets: without the detail, which is for the log.
  package init(_ failure: Failure) {
    let parts = failure.parts
    var data = JSON.Object([.init("kind", .string(parts.kind.rawValue))])
    data["entity"] = parts.entity.map { .string($0) }
    data["id"] = parts.id.map { .integer($0) }
    data["field"] = parts.field.map { .string($0) }
    data["hint"] = parts.hint.map { .string($0) }
    data["absent"] = parts.isAbsent ? true : nil
    data["suggestion"] = parts.suggestion.map { .string($0) }
    data["remedy"] = parts.remedy.map { .string($0.rawValue) }
    data["requires"] = parts.requires.isEmpty ? nil : .array(parts.requires.map { .string($0) })
    for member in parts.more { data[member.key] = member.value }
    data["call"] = parts.part.map { .integer(Int64($0.call)) }
    data["reason"] = parts.part.map { .string($0.reason) }
    self.init(code: parts.kind.code, message: parts.message, data: .object(data))
  }
}
