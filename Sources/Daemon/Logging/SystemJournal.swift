import CSystemd
import Glibc

/// The system's journal. It stores a message with its fields (systemd.journal-fields(7)), so that messages can be
/// searched by them.
enum SystemJournal {
  /// Whether descriptor 2 is the stream that `JOURNAL_STREAM` names (systemd.exec(5)). The variable alone is not
  /// enough: a process whose descriptor 2 was redirected inherits it, too.
  static func readsStandardError() -> Bool {
    guard let variable = getenv("JOURNAL_STREAM") else { return false }
    var status = stat()
    return fstat(2, &status) == 0 && String(cString: variable) == "\(status.st_dev):\(status.st_ino)"
  }

  /// Sends a message with its fields.
  /// - Returns: false if the journal does not take it.
  static func send(_ entry: Log.Entry) -> Bool {
    // sd_journal_sendv(3) reports success if no journal runs.
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

  /// The fields, each as `NAME=value`.
  static func fields(of entry: Log.Entry) -> [String] {
    [
      "MESSAGE=\(entry.text)", "MESSAGE_ID=\(entry.event.rawValue)", "PRIORITY=\(entry.event.level.rawValue)",
      "SYSLOG_IDENTIFIER=vantage6-admin",
    ] + entry.fields.map { "VANTAGE6_\($0.name.uppercased())=\($0.value)" }
  }
}
