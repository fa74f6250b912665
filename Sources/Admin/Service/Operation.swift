package import Catalogue
package import JSON
package import Store

/// A method and what it does. A class, since it is looked up for every call, and copying a struct would change dozens
/// of reference counts.
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
    @Sendable (Database, Arguments, Environment, LongWork, inout JSONWriter) throws(Failure) -> Void

  /// Runs the calls of a transaction.
  package typealias Transaction =
    @Sendable (inout WriteTransaction, [TransactionPart], Arguments, Environment, inout JSONWriter) throws(Failure) ->
    Void

  /// Prepares a long change, without the lock: looks up, parses, hashes, and estimates.
  package typealias Prepare =
    @Sendable (Database, Arguments, Environment, LongWork) throws(Failure) -> any Sendable
  /// Makes a change with what was prepared. Rows that it is about may have changed since.
  package typealias PreparedWrite =
    @Sendable (inout WriteTransaction, any Sendable, Arguments, Environment, LongWork, inout JSONWriter) throws(Failure)
    -> Void

  /// Prepares a long change that is made in steps. The product is a `SteppedWork`.
  package typealias PrepareSteps =
    @Sendable (Database, Arguments, Environment, LongWork) throws(Failure) -> any SteppedWork

  package enum Body: Sendable {
    /// Touches no database.
    case plain(Plain)
    case read(Read)
    /// Touches no database, and needs the name of the caller's user, which may have to be looked up first.
    case named(Plain)
    /// Reads, and changes the state of the caller.
    case session(Session)
    case write(Write)
    /// Writes, and consists of other calls.
    case transaction(Transaction)
    /// Prepares in a thread for long work, and then writes.
    case prepared(Prepare, PreparedWrite)
    /// Prepares in a thread for long work, and then writes in steps, each a transaction of its own.
    case stepped(PrepareSteps)
    /// Reads, and then computes for long: it opens its own snapshot, and closes it before it computes.
    case slow(Slow)
  }

  /// The place of a call's secrets, which a lane hashes before the writer runs the call.
  package enum SecretPlace: Sendable {
    case none
    /// In the values for a record of that entity.
    case values(BoundEntity)
    /// In the parameter of that name.
    case parameter(String)
    /// None is given: a key is made for a record of that entity.
    case newKey(BoundEntity)
  }

  /// Answers without the database if it cannot be read.
  package typealias Report = @Sendable (Failure, Environment, inout JSONWriter) -> Void

  package let method: Method
  package let body: Body
  /// Nil for methods that answer with the failure in that case.
  let withoutDatabase: Report?
  package let secrets: SecretPlace
  /// Whether it checks everything before it writes, so that it hardly ever fails after it wrote.
  package let isCheckedFirst: Bool

  /// Records how long its calls take.
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

  /// The same operation with a histogram.
  func recorded(in metrics: Metrics) -> Operation {
    Operation(method, secrets, isCheckedFirst, body, withoutDatabase, metrics.histogram(of: method.name))
  }
}

extension Operation.Body {
  var isWrite: Bool {
    switch self {
    case .write, .transaction, .prepared, .stepped: true
    case .plain, .named, .read, .session, .slow: false
    }
  }

  /// Whether it consists of other calls.
  var hasParts: Bool { if case .transaction = self { true } else { false } }
}

/// What a method may use besides the database. It is made for a table of operations and for one kind of caller.
package struct Environment: Sendable {
  package let operations: OperationTable
  package let service: Service
  package let isReadOnly: Bool
  /// Who calls.
  package let author: WriteContext.Author
  package var limits: Limits { service.limits }
}
