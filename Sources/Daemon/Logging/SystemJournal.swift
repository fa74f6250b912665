import CSystemd
import Glibc

/// The system's journal: what is sent there keeps its fields (systemd.journal-fields(7)), so that it can be searched by
/// them.
enum SystemJournal {
  /// Whether descriptor 2 is the very stream that `JOURNAL_STREAM` names (systemd.exec(5)): only then does whoever
  /// started this process expect its messages in the journal.
  static func readsStandardError() -> Bool {
    guard let variable = getenv("JOURNAL_STREAM") else { return false }
    var status = stat()
    return fstat(2, &status) == 0 && String(cString: variable) == "\(status.st_dev):\(status.st_ino)"
  }

  /// Sends a message with its fields; false where there is no journal to take it.
  static func send(_ entry: Log.Entry) -> Bool {
    // sd_journal_sendv(3) does nothing, and says so to nobody, where the journal does not run.
    guard access("/run/systemd/journal/socket", W_OK) == 0 else { return false }
    let fields = fields(of: entry)
    var bytes = fields.flatMap { Array($0.utf8) }
    return bytes.withUnsafeMutableBytes { bytes in
      var start = bytes.baseAddress
      let parts = fields.map { field in
        let part = iovec(iov_base: start, iov_len: field.utf8.count)
        start = start?.advanced(by: field.utf8.count)
        return part
      }
      return sd_journal_sendv(parts, Int32(parts.count)) == 0
    }
  }

  /// Each as `NAME=value`.
  static func fields(of entry: Log.Entry) -> [String] {
    [
      "MESSAGE=\(entry.text)", "MESSAGE_ID=\(entry.event.rawValue)", "PRIORITY=\(entry.event.level.rawValue)",
      "SYSLOG_IDENTIFIER=vantage6-admin",
    ] + entry.fields.map { "VANTAGE6_\($0.name.uppercased())=\($0.value)" }
  }
}
