import Catalogue
import Glibc
import Synchronization
import Vocabulary

/// A command of `vantage6-admin` besides the daemon: `setup` or `release`, for administrators.
package struct HostCommand: Sendable {
  package let name: String
  /// The arguments after the name, as help shows them.
  package let synopsis: String
  package let help: String
  let options: [Option]
  let run: @Sendable (Words, System) throws(Failure) -> Void

  package static let all = [setup, release]

  /// - Parameter words: of the whole command line, without the program's name.
  /// - Returns: the exit status: 0 for success, 1 for a failure, 2 for an invalid command line. Nil if the line is none
  ///   of these commands.
  package static func run(_ words: [String]) -> Int32? {
    guard let command = all.first(where: { $0.name == words.first }) else { return nil }
    // The command continues after a line that could not be written, but the exit status then reports it.
    let isHeard = Atomic<Bool>(true)
    do {
      try command.run(
        Array(words.dropFirst()),
        System { if !System.write($0 + "\n", to: 1) { isHeard.store(false, ordering: .relaxed) } })
      if isHeard.load(ordering: .relaxed) { return 0 }
      System.write("vantage6-admin: cannot write to standard output\n", to: 2)
      return 1
    } catch {
      let hint = error.hint.map { "vantage6-admin: \($0)\n" } ?? ""
      System.write("vantage6-admin: \(error.message)\n\(hint)", to: 2)
      return error.kind == .parameters ? 2 : 1
    }
  }

  func run(_ words: [String], _ system: System) throws(Failure) {
    let words = try Words(words, options)
    if words.has(.help) { return system.say(helpText) }
    try run(words, system)
  }

  private var helpText: String {
    let lines = options.map { ("  \($0.name)\($0.argument.map { " \($0)" } ?? "")", $0.help) }
    let width = lines.map(\.0.count).max() ?? 0
    return "usage: vantage6-admin \(name) \(synopsis)\n\n\(help)\n\noptions:\n"
      + lines.map { $0 + String(repeating: " ", count: width - $0.count + 2) + $1 }.joined(separator: "\n")
  }
}
