import ClientKit
import Glibc
import JSON
import JSONRPC
import Linux

/// Why vctl ends early, in words, for programs, and as an exit status.
struct Ending: Error {
  let status: ExitStatus
  var message: String
  var hint: String?
  /// What programs read: the daemon's own error, or one made alike.
  var error: JSON

  init(_ status: ExitStatus, _ message: String, hint: String? = nil, kind: JSON = .null) {
    (self.status, self.message, self.hint) = (status, message, hint)
    var data = JSON.Object([.init("kind", kind)])
    data["hint"] = hint.map { .string($0) }
    error = ["message": .string(message), "data": .object(data)]
  }

  init(_ error: any Error) {
    switch error {
    case let ending as Ending: self = ending
    case let usage as UsageError: self.init(.usage, usage.message, hint: usage.hint, kind: "usage")
    case let failure as CallFailure: self.init(call: failure)
    case let error as ConnectionError: self.init(connection: error, outcomeUnknown: false)
    case Prompt.Failure.interrupted: self.init(.interrupted, "interrupted", kind: "interrupted")
    case Prompt.Failure.ended: self.init(.refused, "nothing was answered", kind: "interrupted")
    case Output.Failure.closed: self.init(.ok, "")
    case let failure as Editor.Failure: self.init(.refused, failure.message, kind: "editor")
    case let output as Output.Failure: self.init(.refused, output.message, kind: "output")
    default: self.init(.refused, "\(error)")
    }
  }

  private init(call failure: CallFailure) {
    switch failure {
    case .refused(let error): self.init(refusal: error)
    case .connection(let error, let outcomeUnknown): self.init(connection: error, outcomeUnknown: outcomeUnknown)
    }
  }

  /// - Parameter status: nil for the one that the kind of the error has.
  init(refusal error: RPCError, status: ExitStatus? = nil) {
    self.status = status ?? ExitStatus(error)
    (message, hint) = (error.message, error.hint)
    var object = JSON.Object([
      .init("code", .integer(Int64(error.code))), .init("message", .string(error.message)),
    ])
    object["data"] = error.data
    self.error = .object(object)
  }

  /// - Parameter outcomeUnknown: a change was on its way.
  init(connection error: ConnectionError, outcomeUnknown: Bool) {
    let kind: JSON =
      switch error {
      case .timeout: "timeout"
      case .interrupted: "interrupted"
      default: "connection"
      }
    guard outcomeUnknown else {
      self.init(ExitStatus(error), error.message, hint: error.hint, kind: kind)
      return
    }
    self.init(
      ExitStatus(error), error.message + ": outcome unknown",
      hint: "the change may have been made: look at the record before you try again", kind: kind)
  }

  /// The same with another thing that can be done about it.
  func adding(hint more: String) -> Ending {
    var ending = self
    ending.hint = [hint, more].compactMap { $0 }.joined(separator: "; ")
    if var object = error.object, var data = object["data"]?.object ?? JSON.Object() as JSON.Object? {
      data["hint"] = ending.hint.map { .string($0) }
      object["data"] = .object(data)
      ending.error = .object(object)
    }
    return ending
  }

  /// Says it on standard error, where there is something to say, and gives the exit status.
  func report(_ style: Style, isJSON: Bool) -> Int32 {
    guard status != .ok, !message.isEmpty else { return status.rawValue }
    if isJSON {
      Notes.write(JSON.object(JSON.Object([.init("error", error)])).description + "\n")
    } else {
      Notes.write(Notes.paragraph("error:", .red, message, style))
      if let hint { Notes.write(Notes.paragraph("hint:", .bold, hint, style)) }
    }
    return status.rawValue
  }
}

extension Style {
  /// Of standard error.
  static func ofErrors(isColored: Bool) -> Style {
    let isTerminal = Terminal.isTerminal(2)
    return Style(
      isTerminal: isTerminal, isColored: isColored, width: isTerminal ? Terminal.size(2).columns : nil)
  }
}

/// Whatever is no data: standard error.
struct Notes {
  let style: Style
  let isJSON: Bool

  func warn(_ text: String) {
    if isJSON {
      Self.write(JSON.object(JSON.Object([.init("warning", .string(text))])).description + "\n")
    } else {
      Self.write(Self.paragraph("warning:", .yellow, text, style))
    }
  }

  /// What a person can do about it.
  func hint(_ text: String) {
    guard !isJSON else { return }
    Self.write(Self.paragraph("hint:", .bold, text, style))
  }

  /// A text behind a word that says what it is, in lines that have room on a terminal.
  static func paragraph(_ word: String, _ look: Style.Look, _ text: String, _ style: Style) -> String {
    let text = word + " " + Escape.controls(in: text)
    guard let width = style.width else { return style.paint(word, look) + text.dropFirst(word.count) + "\n" }
    let lines = WrappedText(text, width: width, hanging: word.count + 1, keepsQuoted: true).lines
    return style.paint(word, look) + lines.joined(separator: "\n").dropFirst(word.count) + "\n"
  }

  /// - Returns: whether standard error took it.
  func tell(_ secret: FreshSecret) -> Bool {
    guard isJSON else { return Self.write(Escape.controls(in: secret.sentence) + "\n") }
    let members: [JSON.Member] = [.init("record", .string(secret.record)), .init(secret.field, .string(secret.value))]
    return Self.write(JSON.object(JSON.Object(members)).description + "\n")
  }

  /// What a person wants to know, and a program does not.
  func say(_ text: String) {
    guard !isJSON else { return }
    let text = Escape.controls(in: text)
    Self.write(
      (style.width.map { WrappedText(text, width: $0, keepsQuoted: true).lines } ?? [text])
        .joined(separator: "\n") + "\n")
  }

  /// - Returns: whether it was taken.
  @discardableResult
  static func write(_ text: String) -> Bool {
    // With standard error gone there is nobody to tell.
    do {
      try Transfer.writeAll(text, to: 2)
      return true
    } catch { return false }
  }
}
