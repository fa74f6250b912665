import Admin
import Catalogue
import Glibc
import JSON
import JSONRPC
import Linux
import Synchronization
import Vocabulary

extension Loop {
  /// Accepts the connections that wait at a listener: at most 64, so that the others get their turn.
  mutating func accept(_ index: Int) {
    for _ in 0..<64 {
      let isReadOnly = listeners[index]?.listener.isReadOnly ?? true
      let accepted: Descriptor?
      do {
        guard let socket = try listeners[index]?.listener.accept() else { return }
        accepted = consume socket
      } catch {
        return handleAcceptError(error, index)
      }
      if let accepted { add(accepted, isReadOnly: isReadOnly) }
    }
  }

  private mutating func add(_ socket: consuming Descriptor, isReadOnly: Bool) {
    let most = shared.service.limits.connections
    if slots.count >= most {
      return refuse(socket, Failure(.limit, "too many connections: at most \(most) are served at a time"))
    }
    let peer: Peer
    do { peer = try Peer(of: socket) } catch { return }
    let known = shared.userNames.remembered(peer.uid)
    let caller = Caller(uid: peer.uid, pid: peer.pid, user: known?.name, isReadOnly: isReadOnly)
    let index = slots.nextIndex
    generation = generation &+ 1
    let number = socket.number
    do {
      try poll.add(number, .input, token: EventToken.slot(index, generation: generation).value)
    } catch { return refuse(socket, Failure(.limit, "the system has no room for another connection")) }
    let connection = ClientConnection(
      socket, slot: index, caller: caller, isUserKnown: known != nil,
      framer: Framer(frameBytesMax: shared.service.limits.messageBytes), shared.memory)
    slots.insert(ConnectionSlot(socket: number, interest: .input, generation: generation))
    seats.insert(ConnectionSeat(connection: consume connection))
    shared.service.metrics.connections.store(slots.count, ordering: .relaxed)
  }

  /// Sends a client one line that says why it is not served, without reading its bytes.
  private func refuse(_ socket: consuming Descriptor, _ failure: Failure) {
    var writer = JSONWriter()
    writeFailure(failure, id: .null, into: &writer)
    writer.endLine()
    writer.bytes.withUnsafeBytes { _ = send(socket.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    shared.log(.turnedAway, failure.message)
  }

  /// Without a descriptor the connection cannot be accepted: the client would wait for ever, and epoll would report it
  /// without end. The spare descriptor is closed, so that the connection can be accepted and refused.
  private mutating func handleAcceptError(_ error: SystemError, _ index: Int) {
    let isExhausted = [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(error.code)
    if !isExhausted { return shared.log(.hindered, "cannot accept a connection: \(error.reason)") }
    if spare != nil {
      spare = nil
      let socket: Descriptor?
      do { socket = try listeners[index]?.listener.accept() } catch { socket = nil }
      if let socket {
        refuse(socket, Failure(.limit, "too many open files: the limit of the daemon's process is too low"))
        spare = SpareDescriptor.make()
        return
      }
      spare = SpareDescriptor.make()
    }
    shared.log(.hindered, "cannot accept a connection: \(error.reason); waiting for one to end")
    pauseAccepting()
    resumeAcceptingAt = monotonicNanoseconds() + 1_000_000_000
  }

  mutating func resumeAccepting() {
    resumeAcceptingAt = nil
    for index in 0..<listeners.endIndex where listeners[index]?.isPolled == false {
      guard let number = listeners[index]?.listener.descriptor.number else { continue }
      do {
        try poll.add(number, .input, token: EventToken.listener(index).value)
        listeners[index]?.isPolled = true
      } catch { shared.log(.hindered, "cannot listen: \(error.reason)") }
    }
  }

  mutating func pauseAccepting() {
    for index in 0..<listeners.endIndex where listeners[index]?.isPolled == true {
      if let number = listeners[index]?.listener.descriptor.number { poll.remove(number) }
      listeners[index]?.isPolled = false
    }
  }
}
