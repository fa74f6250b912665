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
    @Sendable (Database, Arguments, _ isCancelled: () -> Bool, inout JSONWriter) throws(Failure) -> Void

  /// Runs the calls of a transaction.
  package typealias Transaction =
    @Sendable (inout WriteTransaction, [TransactionPart], Arguments, Environment, inout JSONWriter) throws(Failure) ->
    Void

  package enum Body: Sendable {
    /// Touches no database.
    case plain(Plain)
    case read(Read)
    /// Touches no database, and needs the name of the caller's user, which may have to be looked up first.
    case named(Plain)
    /// Reads, and changes what is known of the caller.
    case session(Session)
    case write(Write)
    /// Is made of other calls.
    case transaction(Transaction)
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

  /// Answers without a database, where that cannot be read.
  package typealias Report = @Sendable (Failure, Environment, inout JSONWriter) -> Void

  package let method: Method
  package let body: Body
  /// Nil for those that answer with the failure itself.
  let withoutDatabase: Report?
  package let secrets: SecretPlace
  /// Whether it writes nothing before all is checked: it hardly ever fails after that.
  package let isCheckedFirst: Bool

  /// Where it is recorded how long its calls take.
  let histogram: Histogram?

  package convenience init(
    _ method: Method, secrets: SecretPlace = .none, isCheckedFirst: Bool = false, _ body: Body,
    withoutDatabase: Report? = nil
  ) {
    self.init(method, secrets, isCheckedFirst, body, withoutDatabase, nil)
  }

  private init(
    _ method: Method, _ secrets: SecretPlace, _ isCheckedFirst: Bool, _ body: Body, _ report: Report?,
    _ histogram: Histogram?
  ) {
    withoutDatabase = report
    (self.method, self.body, self.secrets, self.histogram) = (method, body, secrets, histogram)
    self.isCheckedFirst = isCheckedFirst
  }

  /// The same, with its calls recorded.
  func recorded(in metrics: Metrics) -> Operation {
    Operation(method, secrets, isCheckedFirst, body, withoutDatabase, metrics.histogram(of: method.name))
  }
}

extension Operation.Body {
  var isWrite: Bool {
    switch self {
    case .write, .transaction: true
    case .plain, .named, .read, .session, .slow: false
    }
  }

  /// Whether it is made of other calls.
  var hasParts: Bool { if case .transaction = self { true } else { false } }
}

/// What methods may know beside the database: it is made for a table of operations, and for one kind of caller.
package struct Environment: Sendable {
  package let operations: OperationTable
  package let service: Service
  package let isReadOnly: Bool
  package var limits: Limits { service.limits }
}
