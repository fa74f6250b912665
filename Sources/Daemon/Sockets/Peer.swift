import CLinux
import Glibc
import Linux

/// Who is at the other end of a connection: a process as it was when it connected.
struct Peer: Sendable, Equatable {
  let uid: uid_t
  let pid: pid_t

  /// Asks SO_PEERCRED of unix(7).
  init(of socket: borrowing Descriptor) throws(SystemError) {
    var peer = linux_peer()
    let result = linux_peer_of(socket.number, &peer)
    if result < 0 { throw SystemError("getsockopt", code: -result) }
    (uid, pid) = (peer.uid, peer.pid)
  }
}
