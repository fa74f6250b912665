import CEdit
import Glibc

/// The statements of this and earlier sessions: one a line of a file, an escape for each line break.
///
/// Several shells may add to the file at the same time; it is for its owner only.
final class History {
  /// What libedit searches with Ctrl-R.
  let past: OpaquePointer?
  /// What Up and Down go through, the oldest first.
  private(set) var statements: [String] = []
  private let path: String?
  private static let entriesMax = 1_000

  /// - Parameter path: nil keeps nothing beyond the session.
  init(path: String?) {
    self.path = path
    past = history_init()
    guard let past else { return }
    vshell_past_begin(past, Int32(Self.entriesMax))
    var lines = path.flatMap { try? Standard.read($0) }?.split(separator: "\n") ?? []
    if lines.count > 2 * Self.entriesMax {
      lines = Array(lines.suffix(Self.entriesMax))
      write(lines.joined(separator: "\n") + "\n", O_TRUNC)
    }
    for line in lines.suffix(Self.entriesMax) { keep(Self.unescaped(line)) }
  }

  deinit { if let past { history_end(past) } }

  func add(_ statement: String) {
    keep(statement)
    write(Self.escaped(statement) + "\n", O_APPEND)
  }

  private func keep(_ statement: String) {
    if let past { vshell_past_add(past, statement) }
    if statements.last != statement { statements.append(statement) }
  }

  private func write(_ text: String, _ how: Int32) {
    guard let path else { return }
    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | how, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    fchmod(file, 0o600)
    let bytes = Array(text.utf8)
    // One write: what two shells add at once does not mix.
    _ = Glibc.write(file, bytes, bytes.count)
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
  }

  private static func unescaped(_ line: Substring) -> String {
    var (text, rest) = ("", line)
    while let character = rest.popFirst() {
      guard character == "\\" else {
        text.append(character)
        continue
      }
      let next = rest.popFirst()
      text += next == "n" ? "\n" : next.map(String.init) ?? ""
    }
    return text
  }

  /// `$XDG_STATE_HOME/vshell/history`, by default below `~/.local/state`; nil where there is no home. A home that does
  /// not exist is not made.
  static func standardPath(state: String?, home: String?) -> String? {
    let (state, home) = (state ?? "", home ?? "")
    guard !state.isEmpty || isFolder(home) else { return nil }
    let folder = (state.isEmpty ? home + "/.local/state" : state) + "/vshell"
    var path = ""
    for part in folder.split(separator: "/") {
      path += "/" + part
      mkdir(path, 0o700)
    }
    return folder + "/history"
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return !path.isEmpty && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
