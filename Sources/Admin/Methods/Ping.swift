import Catalogue
import JSON

extension Operation {
  static let ping = Operation(
    Method(
      "rpc.ping", "Answer 'pong', which shows that the daemon is running.", access: .none, answer: .value(.text),
      example: Example(answers: "pong")),
    .plain { _, _, _, writer in writer.string("pong") })
}
