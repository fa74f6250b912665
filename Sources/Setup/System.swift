import Catalogue
import Glibc
import Vocabulary

/// What the commands change besides the database, and where they say so.
struct System: Sendable {
  /// The folder of the units that administrators make.
  var units = DropIn.folder
  /// Whom the units run the daemon as.
  var daemonUser = Instance.main.unit
  /// Takes a line for the administrator.
  var say: @Sendable (String) -> Void
  /// Runs `systemctl` with these words; false where it failed.
  var systemctl: @Sendable ([String]) -> Bool = { System.run(["systemctl"] + $0) }
  /// Whether systemd is there to be told (sd_booted(3)).
  var isBooted: @Sendable () -> Bool = { access("/run/systemd/system", F_OK) == 0 }

  init(say: @escaping @Sendable (String) -> Void = { System.write($0 + "\n", to: 1) }) { self.say = say }

  /// Tells the service manager of changed units, where there is one.
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
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func run(_ words: [String]) -> Bool {
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    guard posix_spawnp(&process, words[0], nil, nil, &arguments, environ) == 0 else { return false }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return false } }
    return status == 0
  }
}
