import ClientKit
import JSON

extension Command {
  static let rpc = Command(
    name: "rpc", synopsis: "METHOD [JSON|@FILE|@-]",
    help: "Call a method of the daemon as it is, and print its answer.",
    examples: ["vctl rpc rpc.ping", "vctl rpc organization.get '{\"id\": 1}'", "vctl rpc rpc.discover > openrpc.json"],
    options: [], words: [.method]
  ) { words, _, settings in
    guard let method = words.first else { throw UsageError("rpc needs a METHOD, such as rpc.ping") }
    guard words.count <= 2 else { throw UsageError("rpc takes one METHOD and one JSON: quote the JSON") }
    let params = try words.count > 1 ? parameters(words[1]) : .object(JSON.Object())
    var session = try Session(settings)
    // Only the daemon knows what a method changes.
    let answer = try session.call(method, params, isChange: false, mayChange: true)
    let style = settings.style
    var format: any Format =
      settings.format == .table ? JSONFormat(style) : settings.format.make([], key: [], style)
    var text = ""
    format.record(answer, to: &text)
    try session.output.write(text)
    try session.finish()
  }

  private static func parameters(_ text: String) throws(UsageError) -> JSON {
    let reader = ValueReader(.system())
    let params = try reader.exact(text, "JSON")
    switch params {
    case .object, .array: return params
    default: throw UsageError("parameters are an object or an array, such as '{\"id\": 1}'")
    }
  }
}
