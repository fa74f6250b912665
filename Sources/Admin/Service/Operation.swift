package import Catalogue
package import JSON
package import Store

/// A method with what it does. A class, because it is looked up for every call, and a copy of the struct costs dozens of
/// reference counts.
package final class Operation: Sendable {
  package typealias Plain =
    @Sendable (Arguments, inout Caller, Environment, inout JSONWriter) throws(Failure) -> Void
  package typealias Read =
    @Sendable (borrowing ReadTransaction, Arguments, Environment, inout JSONWriter) throws(Failure) -> Void
  package typealias Write =
    @Sendable (inout WriteTransaction, Arguments, Environment, inout JSONWriter) throws(Failure) -> Void

  package typealias Session =
    @Sendable (borrowing ReadTransaction, Arguments, inout Caller, Environment, inout JSONWriter) throws(Failure) ->
    Void
  package typealias Slow =
    @Sendable (Database, Arguments, inout JSONWriter) throws(Failure) -> Void

  package enum Body: Sendable {
    /// Touches no database.
    case plain(Plain)
    case read(Read)
    /// Reads, and changes what is known of the caller.
    case session(Session)
    case write(Write)
    /// Reads, and then computes for long: it opens its own snapshot, and lets go of it before it computes.
    case slow(Slow)
  }

  /// Where a call's secrets are, which are hashed before the writer sees the call.
  package enum SecretPlace: Sendable {
    case none
    /// In the values of a record of that entity.
    case values(BoundEntity)
    /// The parameter of that name.
    case parameter(String)
    /// A key is to be made for a record of that entity.
    case newKey(BoundEntity)
  }

  package let method: Method
  package let body: Body
  package let secrets: SecretPlace

  package init(_ method: Method, secrets: SecretPlace = .none, _ body: Body) {
    (self.method, self.body, self.secrets) = (method, body, secrets)
  }
}

/// What methods may know beside the database.
package struct Environment: Sendable {
  package let limits: Limits
  package let operations: OperationTable
  package let isReadOnly: Bool
}
