import Catalogue
import JSON
import Store

extension Operation {
  static let hello = Operation(
    Method(
      "rpc.hello", "Say who is calling. The daemon records it with changes, as claimed, and answers the caller's user.",
      access: .none,
      parameters: [
        Parameter("program", .text, "Name and version of the calling program."),
        Parameter("on_behalf_of", .text, "The person for whom it calls, such as the user before sudo."),
      ],
      answer: .object([
        .init("server", .value(.text), "Name of the daemon."), .init("version", .value(.text), "Its version."),
        .init("uid", .value(.integer), "User id of the caller, as the kernel knows it."),
        .init("user", .optional(.value(.text)), "Name of that user."),
        .init("read_only", .value(.boolean), "Whether changes are refused on this socket."),
      ]),
      example: Example(
        ["program": "report/1.0", "on_behalf_of": "anna"],
        answers: [
          "server": .string(Version.name), "version": .string(Version.number), "uid": 1_000, "user": "admin",
          "read_only": false,
        ])),
    .named { arguments, caller, _, writer in
      if let program = arguments.text("program") { caller.author.program = String(program.prefix(200)) }
      if let person = arguments.text("on_behalf_of") { caller.author.onBehalfOf = String(person.prefix(200)) }
      writer.value([
        "server": .string(Version.name), "version": .string(Version.number),
        "uid": .integer(Int64(caller.author.uid)), "user": caller.author.user.map { .string($0) } ?? .null,
        "read_only": .bool(caller.isReadOnly),
      ])
    })
}
