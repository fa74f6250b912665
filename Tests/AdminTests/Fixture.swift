import Admin
import Adoption
import Catalogue
import ClientKit
import Engine
import JSON
import JSONRPC
import Linux
import PostgreSQL
import Store
import TestData
import Testing
import Vocabulary

/// A service on a private database, called without a socket: a moment and quick hashes are brought along.
struct Fixture: ~Copyable {
  let folder: TemporaryFolder
  private let place: Place
  let service: Service
  private let product: Product
  var reader: Reader
  var writer: Writer
  /// How many steps the calls took that are made in steps.
  private(set) var steps = 0
  var caller = Caller(author: .init(uid: 1_000, pid: 42, user: "tester", program: "test"))

  static let now = "2026-11-24T08:09:10.123456Z"

  /// The path of the file, or the URI of the database on a server.
  var path: String { place.path }

  /// On a copy of a real database, or on a fresh one of that generation.
  /// - Parameter onStep: called now and then while the writer works.
  init(
    _ sample: Sample? = nil, on engine: TestEngine = .current, generation: Int = 4, of product: Product = .vantage6,
    hash: @escaping @Sendable (String) -> String? = { "hash of \($0)" },
    session: @escaping @Sendable (any Session) -> any Session = { $0 }, onStep: @escaping () -> Void = {}
  ) throws {
    let folder = try TemporaryFolder()
    let place = try Place(sample, in: folder, on: engine)
    try self.init(folder, place, generation: generation, product, hash: hash, session: session, onStep: onStep)
  }

  /// On a copy of a database that another fixture left; a file's journal must not be a write-ahead log.
  init(copyOf path: String) throws {
    let folder = try TemporaryFolder()
    let place = try Place(copyOf: path, in: folder)
    try self.init(folder, place, generation: 4, .vantage6) { "hash of \($0)" }
  }

  /// On a database that is there already.
  /// - Parameter path: of a file, or the URI of a database on a server.
  init(at path: String, hash: @escaping @Sendable (String) -> String? = { "hash of \($0)" }) throws {
    try self.init(try TemporaryFolder(), Place(at: path), generation: 4, .vantage6, hash: hash)
  }

  private init(
    _ folder: consuming TemporaryFolder, _ place: Place, generation: Int, _ product: Product,
    hash: @escaping @Sendable (String) -> String?,
    session: @escaping @Sendable (any Session) -> any Session = { $0 }, onStep: @escaping () -> Void = {}
  ) throws {
    let moment = try #require(Moment(Self.now))
    var options = ServiceOptions(
      database: DatabaseOptions(path: place.path, generation: generation), clock: { moment }, hash: hash)
    options.product = product
    // What another program did to the tables counts at once.
    options.database.session = { inner in
      (inner as? PostgreSQLSession)?.tablesNanoseconds = 0
      return session(inner)
    }
    // What a test asks for may take long on a machine that does other things.
    (options.readNanosecondsMax, options.writeNanosecondsMax) = (nil, nil)
    // One step is enough, however busy the machine is.
    options.pruneNanoseconds = 60_000_000_000
    let service = try Service(options)
    let reader = try service.reader()
    let writer = try service.writer(onStep: onStep)
    self.service = service
    self.product = product
    self.reader = reader
    self.writer = writer
    self.place = place
    self.folder = folder
  }

  /// A daemon that answers in place of the service here; nil for none.
  var daemon: Client?

  /// The result of a call, as the daemon would answer it, committed alone.
  /// - Parameter file: the file that goes with it; nil for none.
  @discardableResult
  mutating func call(_ method: String, _ params: JSON = [:], file: SentFile? = nil) throws -> JSON {
    if daemon != nil { return try callDaemon(method, params, file) }
    var output = JSONWriter()
    let request = Request(id: RawID(1), method: method, params: .named(params.object ?? JSON.Object()))
    let call = service.call(request)
    if call.isWrite {
      return try self.call(
        PreparedCall(call: call, prepared: service.prepare(call, of: caller, Self.work(file))))
    }
    reader.recheckFile()
    _ = reader.answer(call, &caller, work: Self.work(file), into: &output)
    return try result(output, of: method)
  }

  /// A change as it waits for the writer.
  struct PreparedCall {
    let call: Call
    let prepared: Prepared
  }

  private static func work(_ file: SentFile?) -> LongWork { LongWork(isCancelled: { false }, file: file) }

  func prepared(_ method: String, _ params: JSON) throws -> PreparedCall {
    let request = Request(id: RawID(1), method: method, params: .named(params.object ?? JSON.Object()))
    let call = service.call(request)
    return PreparedCall(call: call, prepared: service.prepare(call, of: caller))
  }

  @discardableResult
  mutating func call(_ change: PreparedCall) throws -> JSON {
    var output = JSONWriter()
    if change.call.isStepped {
      var prepared = change.prepared
      while case .more = writer.step(change.call, &prepared, caller, Self.work(nil), into: &output) { steps += 1 }
      return try result(output, of: change.call.method)
    }
    try writer.begin()
    _ = writer.answer(change.call, change.prepared, caller, into: &output)
    try writer.commit()
    return try result(output, of: change.call.method)
  }

  private func result(_ output: JSONWriter, of method: String) throws -> JSON {
    let answer = try JSON(parsing: output.bytes)
    if let error = answer["error"] {
      let refusal = RPCError(
        code: Int(error["code"]?.integer ?? 0), message: error["message"]?.string ?? "", data: error["data"])
      expectDeclared(refusal, of: method)
      throw refusal
    }
    return try #require(answer["result"])
  }

  /// A method answers only kinds of errors that its description has; those of the JSON-RPC specification, any method may.
  private func expectDeclared(_ refusal: RPCError, of name: String) {
    guard refusal.code > 0, let kind = refusal.data?["kind"]?.string.flatMap(FailureKind.init) else { return }
    let table = OperationTable(Model(product.catalogue, service.served.database.layout), Metrics())
    guard let method = table[name]?.method else { return }
    #expect(method.errors.contains(kind), "'\(method.name)' does not declare '\(kind.rawValue)': \(refusal.message)")
  }

  /// The answers of changes that are committed together.
  /// - Parameters:
  ///   - defersRefusals: whether a refusal of the database may come at the end, and end the whole group.
  ///   - between: is done after each of them.
  mutating func group(
    _ calls: [(method: String, params: JSON)], defersRefusals: Bool = false, between: () throws -> Void = {}
  ) throws -> [JSON] {
    var answers: [JSON] = []
    if defersRefusals { try writer.beginGroup() } else { try writer.begin() }
    for call in calls {
      var output = JSONWriter()
      let prepared = try prepared(call.method, call.params)
      guard case .answered = writer.answer(prepared.call, prepared.prepared, caller, into: &output) else {
        throw RPCError(code: 0, message: "the transaction was lost")
      }
      answers.append(try JSON(parsing: output.bytes))
      _ = try? result(output, of: call.method)
      try between()
    }
    guard !writer.isLostBySettling() else { throw RPCError(code: 0, message: "the transaction was lost") }
    try writer.commit()
    return answers
  }

  private mutating func callDaemon(_ method: String, _ params: JSON, _ file: SentFile?) throws -> JSON {
    do {
      return try #require(try daemon?.call(method, params, file: file?.number))
    } catch CallFailure.refused(let error) {
      expectDeclared(error, of: method)
      throw error
    }
  }

  /// The error of a call that must be refused.
  mutating func refusal(_ method: String, _ params: JSON = [:], file: SentFile? = nil) throws -> RPCError {
    do {
      let result = try call(method, params, file: file)
      Issue.record("'\(method)' was not refused: \(result)")
      return RPCError(code: 0, message: "")
    } catch let error as RPCError { return error }
  }
}
