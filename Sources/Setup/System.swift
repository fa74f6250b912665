import Admin
import Adoption
import Catalogue
import Glibc
import Linux
import Vocabulary

/// What the commands change besides the database, and where they print.
struct System: Sendable {
  /// The folder of the administrator's units.
  var units = DropIn.folder
  /// The user that the units run the daemon as.
  var daemonUser = Instance.main.unit
  /// The folder of the services' settings.
  var settings = "/etc/vantage6-admin"
  /// Where the sockets of this machine's PostgreSQL servers are.
  var sockets = "/run/postgresql"
  /// The addresses of a host; empty for one that is unknown.
  var resolve: @Sendable (String) -> [String] = { HostAddresses.of($0) }
  /// Looks at the database of a URI as that user does; as this process, if there is none.
  var examine: @Sendable (String, Person?) throws(Failure) -> ServerExamination = { uri, person throws(Failure) in
    let look = { () throws(Failure) in try ServerDatabase.examine(uri, .vantage6) }
    return if let person { try person.connecting(look) } else { try look() }
  }
  /// Prints a line for the administrator.
  var say: @Sendable (String) -> Void
  /// Asks the administrator a question of yes or no; nil where nobody can be asked.
  var ask: @Sendable (String) -> Bool? = { System.ask($0) }
  /// Runs `systemctl` with these words; false if it failed.
  var systemctl: @Sendable ([String]) -> Bool = { System.run(["systemctl"] + $0) }
  /// Whether systemd runs (sd_booted(3)).
  var isBooted: @Sendable () -> Bool = { access("/run/systemd/system", F_OK) == 0 }

  init(say: @escaping @Sendable (String) -> Void = { System.write($0 + "\n", to: 1) }) { self.say = say }

  /// Makes systemd read changed units, if it runs.
  func reload() throws(Failure) {
    guard isBooted() else { return }
    try command(["daemon-reload"])
  }

  func command(_ words: [String]) throws(Failure) {
    guard systemctl(words) else { throw Failure(.internal, "'systemctl \(words.joined(separator: " "))' failed") }
    say("ran     systemctl \(words.joined(separator: " "))")
  }

  /// - Returns: whether all of it was written.
  @discardableResult
  static func write(_ text: String, to descriptor: Int32) -> Bool {
    do {
      try Transfer.writeAll(text, to: descriptor)
      return true
    } catch { return false }
  }

  private static func ask(_ question: String) -> Bool? {
    guard isatty(0) == 1, isatty(2) == 1, write(question + " [y/N] ", to: 2) else { return nil }
    return ["y", "yes"].contains((readLine() ?? "").lowercased())
  }

  private static func run(_ words: [String]) -> Bool {
    do { return try ChildProcess(words).wait() } catch { return false }
  }
}
