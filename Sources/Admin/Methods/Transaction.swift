import Catalogue
import JSON
import JSONRPC
import Store
import Vocabulary

extension Operation {
  static let transaction = Operation(
    Method(
      "transaction.run", "Run several calls, all or nothing, in one commit.", access: .write,
      parameters: [
        Parameter(
          "calls", .json,
          "A list of {method, params}; {\"$ref\": \"0.id\"} stands for the id in the answer to the first.",
          role: .calls, required: true)
      ] + Parameter.cautions,
      answer: .object([
        .init("results", .array(.members), "The answers, in the order of the calls."),
        .init("warnings", .array(.value(.text)), "Problems that did not prevent the call.", always: false),
        .init("changes", .array(.change), "In a dry run, what would have changed.", always: false),
        .init("dry_run", .value(.boolean), "True for a dry run: nothing was changed.", always: false),
      ]), errors: Set(Failure.Kind.own),
      example: Example(
        [
          "calls": [
            ["method": "organization.create", "params": ["values": ["name": "north"], "fields": ["id", "name"]]],
            [
              "method": "organization.update",
              "params": ["id": ["$ref": "0.id"], "values": ["country": "Netherlands"], "fields": ["country"]],
            ],
          ]
        ],
        answers: [
          "results": [
            ["id": 1, "name": "north", "etag": "G56068ZG.CK38yrbi"],
            ["country": "Netherlands", "etag": "G56068Zh.CK38yrbi"],
          ]
        ])),
    .transaction { (transaction, parts, arguments, environment, writer) throws(Failure) in
      var results = TransactionResults()
      for (place, part) in parts.enumerated() {
        do throws(Failure) {
          results.append(try part.run(&transaction, environment, results))
        } catch {
          // If the whole transaction has to end, such as for lack of time, no single call is at fault.
          if let ending = transaction.ending { throw ending }
          var failure = error
          failure.part = Failure.Part(call: place, reason: failure.message)
          failure.message = "call \(place) (\(part.method)): \(failure.message)"
          throw failure
        }
      }
      writer.beginObject()
      writer.key("results")
      writer.beginArray()
      for bytes in results.answers { writer.raw(bytes) }
      writer.endArray()
      for note in try transaction.notes(arguments, showsChanges: true) {
        writer.key(note.key)
        writer.value(note.value)
      }
      writer.endObject()
    })
}
