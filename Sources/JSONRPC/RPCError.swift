package import JSON

/// The error object of an answer (jsonrpc.org/specification, section 5.1).
package struct RPCError: Error, Hashable, Sendable {
  package var code: Int
  package var message: String
  package var data: JSON?

  package init(code: Int, message: String, data: JSON? = nil) {
    (self.code, self.message, self.data) = (code, message, data)
  }

  /// The codes that the specification reserves.
  package enum Code {
    package static let parse = -32700
    package static let invalidRequest = -32600
    package static let methodNotFound = -32601
    package static let invalidParams = -32602
    package static let `internal` = -32603
  }

  /// The text is not JSON.
  package static func parse(_ message: String, data: JSON? = nil) -> RPCError {
    RPCError(code: Code.parse, message: message, data: data)
  }

  /// The JSON is not a request.
  package static func invalidRequest(_ message: String, data: JSON? = nil) -> RPCError {
    RPCError(code: Code.invalidRequest, message: message, data: data)
  }

  package static func methodNotFound(_ message: String, data: JSON? = nil) -> RPCError {
    RPCError(code: Code.methodNotFound, message: message, data: data)
  }

  package static func invalidParams(_ message: String, data: JSON? = nil) -> RPCError {
    RPCError(code: Code.invalidParams, message: message, data: data)
  }

  /// An internal error of the server.
  package static func `internal`(_ message: String, data: JSON? = nil) -> RPCError {
    RPCError(code: Code.internal, message: message, data: data)
  }
}
