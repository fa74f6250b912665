import CEdit
import Glibc
import ShellLanguage

/// Lines from a person at a terminal, with libedit's keys.
final class Editor {
  enum Line {
    case text(String)
    /// Several lines at once, with what stood round the cursor; the last one is still being written.
    case pasted([String])
    case interrupted
    case ended
  }

  let history: History
  let completions: (_ line: String) -> (prefix: String, words: [String])
  private var keyboard = Keyboard()
  private(set) var edit: OpaquePointer?
  /// The prompt, where libedit can read it.
  private var prompt = strdup("")
  /// What came instead of a line's end.
  private var interruption: Line?
  /// What Up and Down go through; nil until one of them is pressed.
  var search: HistorySearch?
  /// Whether the line belongs to a statement that was begun above it.
  private(set) var goesOn = false

  /// - Parameter completions: the words that may stand at the end of a line, and what of them is typed already.
  init(_ history: History, completions: @escaping (String) -> (prefix: String, words: [String])) {
    (self.history, self.completions) = (history, completions)
    // libedit goes by the locale's characters; the shell speaks UTF-8 also where nobody set one.
    setlocale(LC_ALL, "")
    if mbrlen("é", 2, nil) != 2 { setlocale(LC_CTYPE, "C.UTF-8") }
    let calls = vshell_edit_calls(
      prompt: { Editor.of($0)?.prompt },
      next: { edit, place in
        guard let editor = Editor.of(edit), let place, let scalar = editor.next() else { return -1 }
        place.pointee = wchar_t(bitPattern: scalar.value)
        return 1
      },
      complete: { edit, _ in Editor.of(edit)?.complete() ?? UInt8(CC_ERROR) },
      paste: { edit, _ in Editor.of(edit)?.paste() ?? UInt8(CC_ERROR) },
      earlier: { edit, _ in Editor.of(edit)?.recall { $0.earlier() } ?? UInt8(CC_ERROR) },
      later: { edit, _ in Editor.of(edit)?.recall { $0.later() } ?? UInt8(CC_ERROR) },
      erase: { edit, _ in Editor.of(edit)?.erase() ?? UInt8(CC_ERROR) })
    edit = vshell_edit_begin(history.past, Unmanaged.passUnretained(self).toOpaque(), calls)
  }

  deinit {
    if let edit { el_end(edit) }
    free(prompt)
  }

  private static func of(_ edit: OpaquePointer?) -> Editor? {
    vshell_edit_context(edit).map { Unmanaged<Editor>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Reads a line, without what ends it.
  ///
  /// - Parameters:
  ///   - begun: what stands in the line already.
  ///   - goesOn: whether the line belongs to a statement that was begun above it.
  func read(_ prompt: String, begun: String, goesOn: Bool) -> Line {
    free(self.prompt)
    self.prompt = strdup(prompt)
    self.goesOn = goesOn
    (interruption, search) = (nil, nil)
    if !begun.isEmpty { el_push(edit, begun) }
    vshell_edit_prepare(edit)
    // Terminals then say where a paste begins and ends.
    Standard.write("\u{1B}[?2004h")
    defer { Standard.write("\u{1B}[?2004l") }
    var count: Int32 = 0
    let text = el_gets(edit, &count).map { String(cString: $0) }
    if let interruption { return interruption }
    guard var text, count > 0 else { return .ended }
    if text.hasSuffix("\n") { text.removeLast() }
    return .text(text)
  }

  /// The next character; nil where the line ends without one.
  private func next() -> UnicodeScalar? {
    while true {
      switch keyboard.next() {
      case .character(let scalar): return scalar
      case .ended:
        interruption = .ended
        return nil
      case .signal:
        let isResized = Interruption.takeResize()
        if isResized { el_resize(edit) }
        if Interruption.takeResumption() || isResized {
          Standard.write("\r\u{1B}[J")
          vshell_edit_prepare(edit)
          vshell_edit_show(edit)
        }
        guard Interruption.isSeen else { continue }
        keyboard.drop()
        interruption = Interruption.take() ? .interrupted : .ended
        return nil
      }
    }
  }

  // MARK: - Pasting

  private static let pasteEnd = "\u{1B}[201~"

  /// Takes everything up to the end of the paste as it is, Tab included.
  private func paste() -> UInt8 {
    var scalars = String.UnicodeScalarView()
    let end = Array(Self.pasteEnd.unicodeScalars)
    while let scalar = next() {
      scalars.append(scalar)
      guard scalar == end.last, scalars.count >= end.count, scalars.suffix(end.count).elementsEqual(end) else {
        continue
      }
      scalars.removeLast(end.count)
      return insert(Self.cleaned(String(scalars)))
    }
    return UInt8(CC_NEWLINE)
  }

  /// One kind of line end, and no other control characters.
  private static func cleaned(_ text: String) -> String {
    let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    return String(
      String.UnicodeScalarView(lines.unicodeScalars.filter { $0 == "\n" || $0 == "\t" || $0.value >= 0x20 }))
  }

  private func insert(_ text: String) -> UInt8 {
    let (before, after) = line()
    let whole = PastedText.joined(text, behind: before)
    guard text.contains("\n") else {
      el_deletestr(edit, Int32(before.unicodeScalars.count))
      return UInt8(el_insertstr(edit, whole) == 0 ? CC_REFRESH : CC_ERROR)
    }
    interruption = .pasted((whole + after).split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    return UInt8(CC_NEWLINE)
  }

  /// What stands before and after the cursor.
  func line() -> (before: String, after: String) {
    guard let line = el_line(edit)?.pointee, let start = line.buffer, let cursor = line.cursor, let end = line.lastchar
    else { return ("", "") }
    func text(_ first: UnsafePointer<CChar>, _ last: UnsafePointer<CChar>) -> String {
      String(decoding: UnsafeRawBufferPointer(start: first, count: max(0, last - first)), as: UTF8.self)
    }
    return (text(start, cursor), text(cursor, end))
  }
}
