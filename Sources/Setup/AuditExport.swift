import Admin
import Adoption
import Catalogue
import Glibc
import JSON
import JSONRPC
import Linux
import Vocabulary

/// Writes the audit log of a database that no daemon serves to a file: one JSON object a line, the oldest change first,
/// in the form of `audit.list`, so without secrets.
struct AuditExport {
  /// A path or a URI.
  let database: String
  /// The file with the password for a server, and nothing else; nil for none.
  var secretFile: String?
  /// Who connects to a server; nil for the user of this process.
  var person: Person?

  /// - Throws: `invalid` if the file exists or cannot be written: what was written of it is removed.
  func write(to path: String) throws(Failure) {
    let number = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard number >= 0 else { throw Self.failure(path, errno) }
    let file = Descriptor(owning: number)
    do throws(Failure) {
      try connecting { () throws(Failure) in
        try eachPage { lines throws(Failure) in
          do throws(SystemError) { try Transfer.writeAll(lines, to: file.number) } catch {
            throw Self.failure(path, error.code)
          }
        }
      }
      guard fsync(file.number) == 0 else { throw Self.failure(path, errno) }
    } catch {
      unlink(path)
      throw error
    }
  }

  private func connecting(_ body: () throws(Failure) -> Void) throws(Failure) {
    if let person { try person.connecting(body) } else { try body() }
  }

  private static func failure(_ path: String, _ code: Int32) -> Failure {
    Failure(.invalid, "cannot write '\(path)': \(systemReason(code))")
  }

  private func eachPage(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    var options = DatabaseOptions(path: database, isIndexed: false)
    options.passwordFile = secretFile
    let service = try Service(ServiceOptions(database: options))
    var reader = try service.reader()
    var caller = Caller(uid: getuid(), pid: getpid(), user: nil, isReadOnly: true)
    var params: JSON.Object = JSON.Object([.init("order", ["seq"]), .init("limit", 1_000)])
    while true {
      let call = service.call(Request(id: RawID(1), method: "audit.list", params: .named(params)))
      var output = JSONWriter()
      if case .answered(let failure?) = reader.answer(call, &caller, into: &output) { throw failure }
      guard let page = try? JSON(parsing: output.bytes)["result"], let items = page["items"]?.array else {
        throw Failure(.internal, "the audit log of '\(service.served.database.name)' cannot be read")
      }
      var lines = JSONWriter()
      for item in items {
        lines.value(item)
        lines.endLine()
      }
      try body(lines.bytes)
      guard let next = page["next"], !next.isNull else { return }
      params["after"] = next
    }
  }
}
