import CLinux
import Glibc
package import Linux

/// A socket that accepts connections, made by us or passed by the service manager.
package struct Listener: ~Copyable, Sendable {
  let descriptor: Descriptor
  let isReadOnly: Bool
  /// The socket file that we made, to be removed at the end; nil when the service manager owns it.
  private let file: SocketFile?

  /// Takes over a listening socket that somebody else made, and never shuts it down or removes its file.
  package init(inherited descriptor: consuming Descriptor, isReadOnly: Bool) {
    self.descriptor = descriptor
    (self.isReadOnly, file) = (isReadOnly, nil)
  }

  /// Listens on a new socket file with mode 0660, in the place of one that nobody listens on any more.
  package init(path: String, isReadOnly: Bool) throws(StartFailure) {
    let (number, file) = try SocketFile.listen(path)
    descriptor = Descriptor(owning: number)
    (self.isReadOnly, self.file) = (isReadOnly, file)
  }

  /// Takes one waiting connection; nil when there is none.
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

  /// Removes the socket file, unless somebody else has put another one there.
  deinit { file?.remove() }
}

/// Where a daemon listens.
package struct Listeners: ~Copyable {
  var queue = Queue<Listener>()

  package init() {}

  package var isEmpty: Bool { queue.isEmpty }

  package mutating func append(_ listener: consuming Listener) { queue.append(listener) }
}
