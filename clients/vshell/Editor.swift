import CEdit
import Glibc

/// One line from a person at a terminal, with libedit's keys, history and completion.
@MainActor
final class Editor {
  enum Line {
    case text(String)
    case interrupted
    case ended
  }

  /// Completes the line so far; libedit asks through a function without context, so it is kept here.
  private static var completer: ((_ line: String) -> (prefix: String, words: [String]))?
  private let historyPath: String?

  init(historyPath: String?, completer: @escaping (String) -> (prefix: String, words: [String])) {
    self.historyPath = historyPath
    Self.completer = completer
    vshell_edit_begin { text, _, end in
      let typed = text.map { String(cString: $0) } ?? ""
      // libedit asks on the thread that reads the line. A pointer may not cross, but its address may.
      let address = MainActor.assumeIsolated { Int(bitPattern: Editor.complete(typed, Int(end))) }
      return UnsafeMutablePointer(bitPattern: address)
    }
    if let historyPath { read_history(historyPath) }
  }

  func read(_ prompt: String) -> Line {
    errno = 0
    guard let text = readline(prompt) else { return Interruption.take() ? .interrupted : .ended }
    defer { free(text) }
    return .text(String(cString: text))
  }

  /// Keeps lines for the next time; the file is for its owner only.
  func remember(_ source: String) {
    for line in source.split(separator: "\n") { add_history(String(line)) }
    guard let historyPath else { return }
    let mask = umask(0o077)
    write_history(historyPath)
    umask(mask)
    chmod(historyPath, 0o600)
  }

  /// A list for libedit: what all words begin with, then the words, then the end.
  private static func complete(_ text: String, _ end: Int) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    vshell_edit_no_files()
    let line = String(cString: vshell_edit_line())
    let before = String(decoding: line.utf8.prefix(end), as: UTF8.self)
    guard let (prefix, found) = completer?(before), !found.isEmpty, text.hasSuffix(prefix) else { return nil }
    let head = String(text.dropLast(prefix.count))
    let words = found.map { head + $0 }
    let list = [words.count == 1 ? words[0] : common(words)] + words
    let size = (list.count + 1) * MemoryLayout<UnsafeMutablePointer<CChar>?>.stride
    guard let room = malloc(size) else { return nil }
    let pointers = room.bindMemory(to: UnsafeMutablePointer<CChar>?.self, capacity: list.count + 1)
    for (place, word) in list.enumerated() { (pointers + place).initialize(to: strdup(word)) }
    (pointers + list.count).initialize(to: nil)
    return pointers
  }

  private static func common(_ words: [String]) -> String {
    var shared = words.first ?? ""
    for word in words { while !word.hasPrefix(shared) { shared.removeLast() } }
    return shared
  }
}
