import Admin
import JSONRPC
import Linux

/// Reads the frames of connections and looks their requests up, for one thread. A request that repeats an earlier one shares
/// what was found for that.
struct RequestReader: ~Copyable {
  private let service: any Answering
  private var messages: MessageReader
  /// What was found for the requests that `messages` keeps, by their places.
  private var known: [Invocation] = []

  /// The requests of one frame, looked up.
  enum Requests: Sendable {
    case single(Work.Item.Content)
    /// Never empty.
    case batch([Work.Item.Content])
  }

  init(_ shared: Shared) {
    service = shared.service
    messages = MessageReader(limits: shared.messageLimits)
  }

  mutating func read(_ frame: UnsafeRawBufferPointer) -> Requests {
    switch messages.read(frame) {
    case .known(let place, let id, let params, let comesAgain):
      let invocation = service.again(known[place], params)
      if comesAgain, invocation.isRepeatable { keep(invocation, frame) }
      return .single(.call(Call(id, invocation)))
    case .message(.single(.success(let request))):
      let call = service.call(request)
      keep(call.invocation, frame)
      return .single(.call(call))
    case .message(let message): return lookUp(message)
    }
  }

  /// Looks the requests of a message up that was read elsewhere.
  func lookUp(_ message: Message) -> Requests {
    switch message {
    case .single(let content): .single(lookUp(content))
    case .batch(let contents): .batch(contents.map { lookUp($0) })
    }
  }

  private func lookUp(_ content: Result<Request, InvalidRequest>) -> Work.Item.Content {
    switch content {
    case .success(let request): .call(service.call(request))
    case .failure(let invalid): .invalid(invalid)
    }
  }

  /// How many values and names of members the last frame had that were read for it.
  var entryCount: Int { messages.entryCount }

  /// Keeps what was found, with the parameters only if it may be used again for the same ones.
  private mutating func keep(_ invocation: Invocation, _ frame: UnsafeRawBufferPointer) {
    let isWhole = invocation.isRepeatable
    guard let place = messages.keep(frame, isWhole: isWhole) else { return }
    let kept = isWhole ? invocation : invocation.bare
    if place < known.count { known[place] = kept } else { known.append(kept) }
  }

  /// Frees what an unusually large message needed.
  mutating func shrink() { messages.shrink() }
}

extension Framer {
  /// The requests of a line.
  func requests(_ line: Range<Int>, _ reader: inout RequestReader) -> RequestReader.Requests {
    withBytes(of: line) { reader.read($0) }
  }
}
