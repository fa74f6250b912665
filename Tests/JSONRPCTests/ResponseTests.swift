import JSON
import JSONRPC
import Testing

@Suite("writing answers")
struct ResponseTests {
  private func text(_ writer: JSONWriter) -> String { String(decoding: writer.bytes, as: UTF8.self) }

  @Test("a result is written in place")
  func result() {
    var writer = JSONWriter()
    let answered = writer.writeResult(id: RawID(7)) { writer in
      writer.beginObject()
      writer.key("name")
      writer.string("IKNL")
      writer.endObject()
    }
    writer.endLine()
    #expect(text(writer) == #"{"jsonrpc":"2.0","id":7,"result":{"name":"IKNL"}}"# + "\n")
    guard case .result = answered else {
      Issue.record("answered \(answered)")
      return
    }
  }

  @Test("a body that writes nothing answers null")
  func nothing() {
    var writer = JSONWriter()
    writer.writeResult(id: .null) { _ in }
    #expect(text(writer) == #"{"jsonrpc":"2.0","id":null,"result":null}"#)
  }

  @Test("a result that fails half way is taken back and the error answered, among other answers")
  func rollback() {
    var writer = JSONWriter()
    let batch = writer.beginBatch()
    writer.writeResult(id: RawID(1)) { $0.integer(1) }
    let failure = RPCError(code: 1, message: "no 'x' \"here\"", data: ["kind": "not_found"])
    let answered = writer.writeResult(id: RawID("two")) { (writer) throws(RPCError) in
      writer.beginArray()
      writer.beginObject()
      writer.key("half")
      throw failure
    }
    writer.writeResult(id: RawID(3)) { $0.bool(true) }
    let hasAnswers = writer.endBatch(batch)
    #expect(hasAnswers)
    #expect(
      text(writer) == #"[{"jsonrpc":"2.0","id":1,"result":1},"#
        + #"{"jsonrpc":"2.0","id":"two","error":{"code":1,"message":"no 'x' \"here\"","data":{"kind":"not_found"}}},"#
        + #"{"jsonrpc":"2.0","id":3,"result":true}]"#)
    guard case .error(failure) = answered else {
      Issue.record("answered \(answered)")
      return
    }
  }

  @Test("a notification runs and leaves nothing, whether it fails or not")
  func notifications() {
    var writer = JSONWriter()
    var runs = 0
    writer.writeResult(id: nil) { writer in
      runs += 1
      writer.integer(1)
    }
    writer.writeResult(id: nil) { (_) throws(RPCError) in
      runs += 1
      throw RPCError.invalidParams("unknown")
    }
    writer.writeError(id: nil, .methodNotFound("unknown"))
    #expect(runs == 2)
    #expect(writer.bytes.isEmpty)
  }

  @Test("a batch of notifications is not answered at all")
  func silentBatch() {
    var writer = JSONWriter()
    writer.writeResult(id: RawID(0)) { $0.null() }
    writer.endLine()
    let before = writer.bytes
    let batch = writer.beginBatch()
    writer.writeResult(id: nil) { $0.integer(1) }
    let hasAnswers = writer.endBatch(batch)
    #expect(!hasAnswers)
    #expect(writer.bytes == before)
  }

  @Test(
    "the standard errors have the standard codes",
    arguments: [
      (RPCError.parse("x"), -32700), (.invalidRequest("x"), -32600), (.methodNotFound("x"), -32601),
      (.invalidParams("x"), -32602), (.internal("x"), -32603),
    ])
  func codes(error: RPCError, code: Int) {
    var writer = JSONWriter()
    writer.writeError(id: .null, error)
    #expect(text(writer) == #"{"jsonrpc":"2.0","id":null,"error":{"code":\#(code),"message":"x"}}"#)
  }
}
