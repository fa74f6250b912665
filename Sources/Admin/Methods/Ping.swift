import Catalogue
import JSON

extension Operation {
  static let ping = Operation(
    Method(
      "rpc.ping", "Answer 'pong': the daemon is there.", access: .none, answer: .value(.text),
      example: Example(answers: "pong")),
    .plain { _, _, _, writer in writer.string("pong") })
}
