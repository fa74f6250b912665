package import JSON
package import JSONRPC

/// Calls to a daemon, one after the other.
package struct Client: ~Copyable {
  package typealias Listener = (_ method: String, _ params: Params) -> Void

  private var connection: DaemonConnection
  private let timeout: Duration?
  private var lastID: Int64 = 0
  /// Requests that travel with the next call, and whose answers nobody reads.
  private var waiting: [UInt8] = []
  /// Hears what the daemon says unasked, while a call waits.
  package var listener: Listener?

  /// - Parameter timeout: bounds silence, not the length of a call; nil for none.
  package init(path: String, timeout: Duration?) throws(ConnectionError) {
    connection = try DaemonConnection(path: path, timeout: timeout)
    self.timeout = timeout
  }

  /// Tells the daemon who is calling, together with the next call and without a round trip of its own.
  package mutating func announce(program: String, onBehalfOf: String?) {
    var params = JSON.Object([.init("program", .string(program))])
    params["on_behalf_of"] = onBehalfOf.map { .string($0) }
    waiting += request("rpc.hello", .object(params))
  }

  /// Sends a call and waits for its answer.
  ///
  /// - Parameters:
  ///   - isChange: the call may change something, so that a lost answer leaves its outcome unknown.
  ///   - params: an object or an array.
  ///   - file: the descriptor of a file that goes with the call; nil for none.
  package mutating func call(
    _ method: String, _ params: JSON = .object(.init()), isChange: Bool = false, file: Int32? = nil
  ) throws(CallFailure) -> JSON {
    let bytes = waiting + request(method, params)
    waiting = []
    let result: Result<JSON, CallFailure>
    do throws(ConnectionError) {
      result = try exchange(bytes, lastID, file)
    } catch {
      throw .connection(error, outcomeUnknown: isChange)
    }
    return try result.get()
  }

  /// Waits for what the daemon says unasked.
  /// - Parameter timeout: bounds the silence; nil waits for as long as it takes.
  package mutating func notice(
    _ interrupts: borrowing Interrupts, timeout: Duration? = nil
  ) throws(ConnectionError) -> (method: String, params: Params) {
    while true {
      if case .notification(let method, let params) = try connection.receive(timeout, interrupts) {
        return (method, params)
      }
    }
  }

  private mutating func exchange(
    _ bytes: [UInt8], _ id: Int64, _ file: Int32?
  ) throws(ConnectionError) -> Result<JSON, CallFailure> {
    let interrupts = Interrupts()
    do throws(ConnectionError) {
      try connection.send(bytes, file, timeout, interrupts)
    } catch .closed {
      // The daemon hangs up on a request that is too long, and says so before.
      if let reason = lastWords(id, interrupts) { return reason }
      throw .closed
    }
    while true {
      if let reply = answer(in: try connection.receive(timeout, interrupts), to: RawID(id)) {
        return reply.result.mapError { .refused($0) }
      }
    }
  }

  /// What the daemon answered before it hung up, where it did.
  private mutating func lastWords(
    _ id: Int64, _ interrupts: borrowing Interrupts
  ) -> Result<JSON, CallFailure>? {
    while let message = try? connection.receive(timeout, interrupts) {
      if let reply = answer(in: message, to: RawID(id)) { return reply.result.mapError { .refused($0) } }
    }
    return nil
  }

  /// The answer to the call, if it is in the message. An error without an id is one that the daemon could not assign:
  /// it means the call that waits.
  private func answer(in message: Incoming, to id: RawID) -> Reply? {
    switch message {
    case .reply(let reply):
      if reply.id == id { return reply }
      if reply.id == .null, case .failure = reply.result { return reply }
      return nil
    case .notification(let method, let params):
      listener?(method, params)
      return nil
    case .batch(let messages):
      for message in messages { if let reply = answer(in: message, to: id) { return reply } }
      return nil
    }
  }

  private mutating func request(_ method: String, _ params: JSON) -> [UInt8] {
    lastID += 1
    var writer = JSONWriter(capacity: 256)
    writer.writeRequest(id: RawID(lastID), method: method) { $0.value(params) }
    writer.endLine()
    return writer.bytes
  }
}
