import Catalogue
import JSON
import Store

extension Operation {
  static let discover = Operation(
    Method(
      "rpc.discover", "Describe the whole service as an OpenRPC document (spec.open-rpc.org).", access: .read,
      answer: .value(.json)),
    .read { (transaction, _, environment, writer) in
      writer.value(OpenRPC(transaction.model, environment).document)
    })
}
