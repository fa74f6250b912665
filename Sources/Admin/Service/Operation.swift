package import Catalogue
package import JSON
package import Store

/// A method with what it does.
package struct Operation: Sendable {
  package typealias Plain =
    @Sendable (Arguments, inout Caller, Environment, inout JSONWriter) throws(Failure) -> Void
  package typealias Read =
    @Sendable (borrowing ReadTransaction, Arguments, Environment, inout JSONWriter) throws(Failure) -> Void
  package typealias Write =
    @Sendable (inout WriteTransaction, Arguments, Environment, inout JSONWriter) throws(Failure) -> Void

  package enum Body: Sendable {
    /// Touches no database.
    case plain(Plain)
    case read(Read)
    case write(Write)
  }

  package let method: Method
  package let body: Body
  /// The entity whose secrets the call's values may hold: they are hashed before the writer sees the call.
  package let secretsOf: BoundEntity?

  package init(_ method: Method, secretsOf: BoundEntity? = nil, _ body: Body) {
    (self.method, self.body, self.secretsOf) = (method, body, secretsOf)
  }
}

/// What methods may know beside the database.
package struct Environment: Sendable {
  package let limits: Limits
  package let operations: OperationTable
  package let isReadOnly: Bool
}
