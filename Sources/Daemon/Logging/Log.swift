import Glibc
import Synchronization

/// The daemon's log: starts, stops, changes and failed requests. A read is logged only if it fails or takes long.
package struct Log: Sendable {
  /// The priorities of syslog(3) that the daemon uses.
  package enum Level: Int, Sendable, CaseIterable, Comparable {
    case error = 3
    case warning = 4
    case info = 6
    case debug = 7

    package var name: String { String(describing: self) }

    package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  /// One message. Its parts stay apart so that the journal can store them as fields. They never contain a parameter of
  /// a request, which may be secret.
  package struct Entry: Sendable {
    package let event: Event
    package let message: String
    package let fields: [(name: String, value: String)]

    /// The message followed by the fields, for people.
    package var text: String {
      fields.reduce(into: message) { text, field in text += " \(field.name)=\(field.value)" }
    }
  }

  private final class Threshold: Sendable {
    let level: Atomic<Int>
    init(_ level: Level) { self.level = Atomic(level.rawValue) }
  }

  private let threshold: Threshold
  private let write: @Sendable (Entry) -> Void

  /// - Parameter level: the least important level that is written.
  package init(level: Level, write: @escaping @Sendable (Entry) -> Void) {
    (threshold, self.write) = (Threshold(level), write)
  }

  /// Changes the level for all threads.
  package func setLevel(_ level: Level) { threshold.level.store(level.rawValue, ordering: .relaxed) }

  package func callAsFunction(
    _ event: Event, _ message: @autoclosure () -> String,
    _ fields: @autoclosure () -> [(name: String, value: String)] = []
  ) {
    guard event.level.rawValue <= threshold.level.load(ordering: .relaxed) else { return }
    write(Entry(event: event, message: message(), fields: fields()))
  }
}

extension Log {
  /// A message that the journal does not take becomes a line.
  package static func ofThisProcess(_ level: Level, _ format: Format) -> Log {
    if format == .json {
      let lines = JSONLines()
      return Log(level: level) { lines.write($0) }
    }
    let isJournal = SystemJournal.readsStandardError()
    return Log(level: level) { entry in
      if isJournal, SystemJournal.send(entry) { return }
      writeToStandardError(entry.line(forJournal: isJournal))
    }
  }
}

extension Log.Entry {
  /// One line. For the journal it begins with the priority, as in `<6>` (sd-daemon(3)).
  func line(forJournal isJournal: Bool) -> String {
    "\(isJournal ? "<\(event.level.rawValue)>" : "vantage6-admin: ")\(text.replacingControlCharacters)\n"
  }
}

/// Uses one write(2), so that lines of several threads do not mix.
func writeToStandardError(_ text: String) {
  var text = text
  text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
}

extension String {
  /// Text from a client must not begin a line of its own.
  fileprivate var replacingControlCharacters: String {
    if utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) { return self }
    return String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}
