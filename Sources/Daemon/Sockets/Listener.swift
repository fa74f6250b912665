import CLinux
import Glibc
package import Linux

/// A listening socket, which the daemon made or the service manager passed.
package struct Listener: ~Copyable, Sendable {
  let descriptor: Descriptor
  let isReadOnly: Bool
  /// The socket file that the daemon made, and removes at the end; nil if the service manager owns it.
  private let file: SocketFile?

  /// Takes over a listening socket that the service manager made. It never shuts the socket down or removes its file.
  package init(inherited descriptor: consuming Descriptor, isReadOnly: Bool) {
    self.descriptor = descriptor
    (self.isReadOnly, file) = (isReadOnly, nil)
  }

  /// Listens on a new socket file with mode 0660. It replaces a file on which no process listens any more.
  package init(path: String, isReadOnly: Bool) throws(StartFailure) {
    let (number, file) = try SocketFile.listen(path)
    descriptor = Descriptor(owning: number)
    (self.isReadOnly, self.file) = (isReadOnly, file)
  }

  /// Accepts one waiting connection; nil if there is none.
  func accept() throws(SystemError) -> Descriptor? {
    while true {
      let number = linux_accept(descriptor.number)
      switch -number {
      case EAGAIN: return nil
      case EINTR, ECONNABORTED: continue
      case let code where code > 0: throw SystemError("accept4", code: code)
      default: return Descriptor(owning: number)
      }
    }
  }

  /// Removes the socket file, unless another one has replaced it.
  deinit { file?.remove() }
}

/// The sockets on which a daemon listens.
package struct Listeners: ~Copyable {
  var queue = Queue<Listener>()

  package init() {}

  package var isEmpty: Bool { queue.isEmpty }

  package mutating func append(_ listener: consuming Listener) { queue.append(listener) }
}
