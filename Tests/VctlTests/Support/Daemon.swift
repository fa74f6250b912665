import Admin
import Adoption
import Catalogue
import Glibc
import JSON
import JSONRPC
import Linux
import Store
import TestData
import Vocabulary

/// The real service on a copy of a real database, behind a socket.
enum Daemon {
  /// - Parameters:
  ///   - actions: what certain methods do in place of what the service does.
  ///   - first: what they do so when they are called for the first time.
  ///   - moment: what time it is there.
  static func start(
    in folder: borrowing TemporaryFolder, _ sample: Sample = .sample4, as name: String = "s",
    actions: [String: Server.Action] = [:], first: [String: Server.Action] = [:],
    moment: String = "2026-11-23T09:30:00Z"
  ) throws -> Server {
    let path = try folder.copy(of: sample, as: "\(name).sqlite")
    return try start(in: folder, path, .vantage6, as: name, actions: actions, first: first, moment: moment)
  }

  /// On a database on a server.
  static func start(in folder: borrowing TemporaryFolder, on database: PostgreSQLDatabase) throws -> Server {
    try start(in: folder, database.uri, .vantage6, as: "p", actions: [:], moment: "2026-11-23T09:30:00Z")
  }

  /// On a new database of a product.
  static func start(in folder: borrowing TemporaryFolder, new product: Product, generation: Int = 4) throws -> Server {
    try start(
      in: folder, folder.path(of: "new.sqlite"), product, as: "s", actions: [:], moment: "2026-11-23T09:30:00Z",
      generation: generation)
  }

  private static func start(
    in folder: borrowing TemporaryFolder, _ path: String, _ product: Product, as name: String,
    actions: [String: Server.Action], first: [String: Server.Action] = [:], moment: String,
    generation: Int = 4
  ) throws -> Server {
    guard let now = Moment(moment) else { throw TestFailure("no moment: \(moment)") }
    var options = ServiceOptions(
      database: DatabaseOptions(path: path, generation: generation), clock: { now },
      hash: { "hash of \($0.utf8.count) bytes" })
    options.product = product
    // What a test asks for may take long on a machine that does other things.
    (options.readNanosecondsMax, options.writeNanosecondsMax) = (nil, nil)
    options.database.nameHistory = { "history1" }
    let service = try Service(options)
    return try Server(path: folder.path(of: name)) {
      let desk = Desk(service, actions, first: first)
      return { desk.answer($0, $1) }
    }
  }
}

extension Server.Action {
  /// A result.
  static func result(_ json: JSON) -> Server.Action {
    .send(Array("{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":\(json)}\n".utf8))
  }

  /// An error of a kind.
  static func failure(_ kind: Failure.Kind, _ message: String, hint: String? = nil) -> Server.Action {
    var data = JSON.Object([.init("kind", .string(kind.rawValue))])
    data["hint"] = hint.map { .string($0) }
    let error: JSON = ["code": 1, "message": .string(message), "data": .object(data)]
    return .send(Array("{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":\(error)}\n".utf8))
  }

  /// These bytes as they are.
  static func raw(_ text: String) -> Server.Action { .send(Array(text.utf8)) }
}

/// Answers lines, one at a time, on the thread that made it: the connections to the database stay there.
private final class Desk {
  private let service: Service
  private let actions: [String: Server.Action]
  private var first: [String: Server.Action]
  private var reader: Reader?
  private var writer: Writer?
  private var caller = Caller(author: .init(uid: 0, pid: 1, user: "root"))
  private var tape = Tape()

  init(_ service: Service, _ actions: [String: Server.Action], first: [String: Server.Action]) {
    (self.service, self.actions, self.first) = (service, actions, first)
  }

  func answer(_ line: String, _ file: () -> SentFile?) -> Server.Action {
    var output = JSONWriter()
    let message = Array(line.utf8).withUnsafeBytes { Message.parse($0, tape: &tape) }
    guard case .single(.success(let request)) = message else { return .sendAndClose(Array("not a request\n".utf8)) }
    if let action = first.removeValue(forKey: request.method) ?? actions[request.method] {
      return Self.addressed(action, to: request)
    }
    do {
      let call = service.call(request)
      let work = LongWork(isCancelled: { false }, file: call.takesFile ? file() : nil)
      if call.isWrite {
        try write(call, work, into: &output)
      } else {
        if reader == nil { reader = try service.reader() }
        _ = reader?.answer(call, &caller, work: work, into: &output)
      }
    } catch {
      return .sendAndClose(Array("\(error)\n".utf8))
    }
    output.endLine()
    return .send(output.bytes)
  }

  /// `ID` stands for the id of the request.
  private static func addressed(_ action: Server.Action, to request: Request) -> Server.Action {
    guard let id = request.id else { return .silence }
    func addressed(_ bytes: [UInt8]) -> [UInt8] {
      Array(String(decoding: bytes, as: UTF8.self).replacing("\"id\":ID", with: "\"id\":\(id)").utf8)
    }
    return switch action {
    case .send(let bytes): .send(addressed(bytes))
    case .sendAndClose(let bytes): .sendAndClose(addressed(bytes))
    case .silence: .silence
    }
  }

  private func write(_ call: Call, _ work: LongWork, into output: inout JSONWriter) throws {
    if writer == nil { writer = try service.writer() }
    var prepared = service.prepare(call, of: caller, work)
    if call.isStepped {
      while case .more? = writer?.step(call, &prepared, caller, work, into: &output) {}
      return
    }
    try writer?.begin()
    _ = writer?.answer(call, prepared, caller, into: &output)
    try writer?.commit()
  }
}
