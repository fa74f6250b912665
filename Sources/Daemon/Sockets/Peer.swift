import CLinux
import Glibc
import Linux

/// The process at the other end of a connection, as it was when it connected.
struct Peer: Sendable, Equatable {
  let uid: uid_t
  let pid: pid_t

  /// Reads SO_PEERCRED (unix(7)).
  init(of socket: borrowing Descriptor) throws(SystemError) {
    var peer = linux_peer()
    let result = linux_peer_of(socket.number, &peer)
    if result < 0 { throw SystemError("getsockopt", code: -result) }
    (uid, pid) = (peer.uid, peer.pid)
  }
}
