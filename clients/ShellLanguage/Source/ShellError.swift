/// What went wrong, said with the names that people know from Python.
package struct ShellError: Error, Equatable, Sendable {
  /// Python's class name, such as `NameError`; a host may bring its own (`NoResultFound`).
  package var className: String
  /// Plain words, lower case, without a full stop.
  package var message: String
  /// Where, in the chunk that was running; nil until a node of the program is known.
  package var position: SourcePosition?
  /// The nearest thing that works.
  package var hint: String?
  /// What the host knows of it beside the words.
  package var cause: (any Error)?
  /// The program ended where more was needed: another line could complete it.
  var endedEarly = false

  package init(_ className: String, _ message: String, at position: SourcePosition? = nil, hint: String? = nil) {
    self.className = className
    self.message = message
    self.position = position
    self.hint = hint
  }

  /// Whether they say the same.
  package static func == (left: ShellError, right: ShellError) -> Bool {
    left.className == right.className && left.message == right.message && left.position == right.position
      && left.hint == right.hint && left.endedEarly == right.endedEarly
  }

  /// The same error, at `position` unless a closer spot is known.
  package func located(at position: SourcePosition?) -> ShellError {
    guard self.position == nil else { return self }
    var error = self
    error.position = position
    return error
  }

  static func syntax(_ message: String, at position: SourcePosition?, hint: String? = nil) -> ShellError {
    ShellError("SyntaxError", message, at: position, hint: hint)
  }

  static func type(_ message: String, hint: String? = nil) -> ShellError {
    ShellError("TypeError", message, hint: hint)
  }

  static func value(_ message: String, hint: String? = nil) -> ShellError {
    ShellError("ValueError", message, hint: hint)
  }

  static func overflow() -> ShellError {
    ShellError("OverflowError", "the result is too large: integers go from -9223372036854775808 to 9223372036854775807")
  }

  static func recursion() -> ShellError {
    ShellError("RecursionError", "nested too deeply")
  }
}
