import Catalogue
package import JSON
package import JSONRPC
import Vocabulary

extension Operation {
  static let cancel = Operation(
    Method(
      "rpc.cancel",
      "Cancel an earlier call of the same connection that is not answered yet: a read is interrupted, and a change that "
        + "has not begun is dropped. The cancelled call is answered with the error 'cancelled'.",
      access: .none,
      parameters: [Parameter("id", .json, "The id of the call.", role: .callID, required: true)],
      answer: .object([
        .init(
          "cancelled", .value(.boolean),
          "Whether the call was cancelled; false if it is answered already, or was never made.")
      ]), example: Example(["id": 7], answers: ["cancelled": true])),
    .plain { arguments, caller, _, writer in
      let place = arguments["id"].flatMap { caller.cancelled.firstIndex(of: $0) }
      if let place { caller.cancelled.remove(at: place) }
      writer.value(["cancelled": .bool(place != nil)])
    })
}

extension Request {
  /// The id of the call that this request cancels; nil for every other method.
  package var cancels: JSON? { params.id(cancelledBy: method) }
}

extension Call {
  /// The id of the call that this one cancels; nil for every other method.
  package var cancels: JSON? { params.id(cancelledBy: method) }
}

extension Params {
  fileprivate func id(cancelledBy method: String) -> JSON? {
    guard method == Operation.cancel.method.name else { return nil }
    return value?["id"] ?? value?[0]
  }
}
