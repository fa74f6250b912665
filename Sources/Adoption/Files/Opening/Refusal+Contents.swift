import Catalogue
import Engine
import SQLite
import Store
import Vocabulary

// Contents that cannot be served.
extension Refusal {
  /// Refuses an audit log of a newer format: this version may not understand it.
  func checkFormat(_ session: any Session, _ layout: Layout) throws(Failure) {
    guard layout.has(OwnTables.state) else { return }
    let format: Int64?
    do { format = try History.format(session) } catch { throw failure(error) }
    try History.check(format: format, of: name)
  }

  /// Refuses a file that was cut off. SQLite notices missing pages, but reads the missing rest of the last page as
  /// zeros.
  /// - Parameter bytes: the size of the file; nil if it is not known.
  func checkSize(_ connection: borrowing Connection, _ bytes: Int64?) throws(Failure) {
    let expected: Int64
    let isLogged: Bool
    do {
      expected = (try connection.number("PRAGMA page_count")) * (try connection.number("PRAGMA page_size"))
      isLogged = try connection.value("PRAGMA journal_mode")?.text == "wal"
    } catch { throw failure(error) }
    // With a write-ahead log, the newest pages may be only there.
    guard !isLogged, let bytes, bytes < expected else { return }
    throw damaged("it has \(bytes) of \(expected) bytes")
  }

  /// Checks the structure of the whole file: adding to a malformed file could damage it further.
  /// - Parameter check: `quick_check` or `integrity_check` (sqlite.org/pragma.html), which compares the indexes, too.
  func checkStructure(_ connection: borrowing Connection, _ check: String) throws(Failure) {
    let findings: [String]
    do { findings = try connection.rows("PRAGMA \(check)(100)").compactMap { $0[0].text } } catch {
      throw failure(error)
    }
    // Values that violate a declaration do not prevent serving the file. They are reported elsewhere.
    let values = ["ok", "NULL value in ", "CHECK constraint failed in "]
    guard let finding = findings.first(where: { finding in !values.contains { finding.hasPrefix($0) } }) else { return }
    throw damaged(finding.split(separator: "\n").last.map(String.init) ?? finding)
  }
}

extension Connection {
  fileprivate func number(_ query: String) throws(EngineError) -> Int64 { try value(query)?.integer ?? 0 }
}
