import Glibc

/// Where the daemon says what happened: a failed request, a change, a start and a stop; nothing per read.
package struct Log: Sendable {
  /// The priorities of syslog(3) that are used.
  package enum Level: Int, Sendable, CaseIterable, Comparable {
    case error = 3
    case warning = 4
    case info = 6
    case debug = 7

    package var name: String { String(describing: self) }

    package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  /// One thing that happened. Its parts stay apart so that a journal can store them as fields; parameters of a request
  /// are never among them, since they may be secret.
  package struct Entry: Sendable {
    package let level: Level
    package let message: String
    package let fields: [(name: String, value: String)]

    /// For people: the message, then the fields.
    package var text: String {
      fields.reduce(into: message) { text, field in text += " \(field.name)=\(field.value)" }
    }
  }

  /// The least important that is written.
  package let level: Level
  private let write: @Sendable (Entry) -> Void

  package init(level: Level, write: @escaping @Sendable (Entry) -> Void) { (self.level, self.write) = (level, write) }

  package func callAsFunction(
    _ level: Level, _ message: @autoclosure () -> String,
    _ fields: @autoclosure () -> [(name: String, value: String)] = []
  ) {
    guard level <= self.level else { return }
    write(Entry(level: level, message: message(), fields: fields()))
  }
}

extension Log {
  package static let none = Log(level: .error) { _ in }

  /// Lines on descriptor 2: with the priority in front, as sd-daemon(3) describes, where the journal reads them.
  package static func standardError(_ level: Level) -> Log {
    let isJournal = readsJournal()
    return Log(level: level) { entry in
      let prefix = isJournal ? "<\(entry.level.rawValue)>" : "vantage6-admin: "
      // A method's name is a caller's text: it must not start a line of its own.
      let text = entry.text.replacingControlCharacters
      writeToStandardError("\(prefix)\(text)\n")
    }
  }

  /// Whether descriptor 2 is the very stream that `JOURNAL_STREAM` names (systemd.exec(5)).
  private static func readsJournal() -> Bool {
    guard let variable = getenv("JOURNAL_STREAM") else { return false }
    var status = stat()
    return fstat(2, &status) == 0 && String(cString: variable) == "\(status.st_dev):\(status.st_ino)"
  }
}

/// One write(2), so that lines of several threads do not mix.
func writeToStandardError(_ text: String) {
  var text = text
  text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
}

extension String {
  fileprivate var replacingControlCharacters: String {
    if utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) { return self }
    return String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}
