import ClientKit
import Glibc
import JSON
import Linux

extension Command {
  static let rpc = Command(
    name: "rpc", synopsis: "METHOD [JSON|@FILE|@-]",
    help: "Call any method of the daemon, and print its answer unchanged.",
    examples: ["vctl rpc rpc.ping", "vctl rpc organization.get '{\"id\": 1}'", "vctl rpc rpc.discover > openrpc.json"],
    options: [], words: [.method]
  ) { words, _, settings in
    guard let method = words.first else { throw UsageError("rpc needs a METHOD, such as rpc.ping") }
    guard words.count <= 2 else { throw UsageError("rpc takes one METHOD and one JSON: quote the JSON") }
    let params = try words.count > 1 ? parameters(words[1], of: method) : .object(JSON.Object())
    var session = try Session(settings)
    if words.count > 1, !words[1].hasPrefix("@"), let name = try ShownSecret.find(params, of: method, &session) {
      throw UsageError(
        "'\(name)' is a secret: a value on the command line can be read by others and stays in the shell's history",
        hint: "vctl rpc \(method) @- reads the JSON from stdin, and @FILE from a file")
    }
    guard StandardDescriptors.isWritable(1) || StandardDescriptors.isWritable(2) else {
      throw Output.Failure.system(errno: EBADF)
    }
    let answer: JSON
    do {
      // Only the daemon knows what a method changes.
      let mayChange = try !session.isReadOnly || isChange(method, &session) == true
      answer = try session.call(method, params, isChange: false, mayChange: mayChange)
    } catch CallFailure.connection(let error, _) {
      throw lost(error, method, settings)
    }
    try write(answer, &session)
    try session.finish()
  }

  /// Whether the method changes something; nil for one that is not described.
  private static func isChange(_ method: String, _ session: inout Session) throws -> Bool? {
    try session.everything().methods.first { $0.name == method }.map { $0.access == .write }
  }

  /// There was no answer. Whether the method changes something is asked over another connection, where one can be had.
  private static func lost(_ error: ConnectionError, _ method: String, _ settings: Settings) -> Ending {
    var isChange: Bool?
    if error == .closed, var session = try? Session(settings) { isChange = try? self.isChange(method, &session) }
    var ending = Ending(connection: error, outcomeUnknown: isChange == true)
    if isChange == nil {
      ending.hint = "if '\(Escape.controls(in: method))' changes something, check whether it did before you try again"
    }
    return ending
  }

  private static func write(_ answer: JSON, _ session: inout Session) throws {
    let settings = session.settings
    var format: any Format =
      settings.format == .table ? JSONFormat(settings.style) : settings.format.make([], key: [], settings.style)
    var text = ""
    format.record(answer, to: &text)
    if settings.format.isWhole, (try? session.output.write(text)) != nil { return }
    // The text may hold no secret that the call has made, or nobody have seen it.
    try session.write(text, showing: FreshSecret.all(in: answer, session.everything()))
  }

  private static func parameters(_ text: String, of method: String) throws(UsageError) -> JSON {
    let hint = example(text).map { "use '\($0)'" } ?? "use an object or an array, such as '{\"id\": 1}'"
    let params = try ValueReader(.system()).json(text, method, "the second word of 'vctl rpc'", hint: hint)
    switch params {
    case .object, .array: return params
    default: throw UsageError("the parameters of '\(method)' are an object or an array", hint: hint)
    }
  }

  /// What somebody meant who wrote an assignment.
  private static func example(_ text: String) -> JSON? {
    guard let assignment = Assignment(text), assignment.operator == .set || assignment.operator == .exact else {
      return nil
    }
    let value = assignment.operator == .exact ? try? JSON(parsing: assignment.text) : nil
    return .object(JSON.Object([.init(assignment.name, value ?? .string(assignment.text))]))
  }
}
