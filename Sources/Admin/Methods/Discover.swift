import Catalogue
import JSON
import Store
import Vocabulary

extension Operation {
  static let discover = Operation(
    Method(
      "rpc.discover", "Describe the whole service as an OpenRPC document (spec.open-rpc.org).", access: .read,
      answer: .object([
        .init("openrpc", .value(.text), "The version of OpenRPC."),
        .init("info", .members, "Name and version of the daemon."),
        .init("methods", .array(.members), "The methods."),
        .init("components", .members, "The schemas and errors to which they refer."),
        .init("x-limits", .members, "How large messages, batches and pages may be."),
        .init("x-read-only", .value(.boolean), "Whether changes are refused on this socket."),
      ]),
      example: Example(answers: [
        "openrpc": "1.3.2", "info": ["title": .string(Version.name), "version": .string(Version.number)],
        "methods": [], "components": ["schemas": [:], "errors": [:]], "x-limits": ["page_rows": .integer(PageRows.max)],
        "x-read-only": false,
      ])),
    .read { (transaction, _, environment, writer) in
      writer.value(OpenRPC(transaction.model, environment).document)
    })
}
