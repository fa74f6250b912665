package import JSON
package import Store

/// The caller of a connection: what the kernel reports about the peer, and what the peer claims.
package struct Caller: Sendable {
  package var author: WriteContext.Author
  /// Whether it is connected to the read-only socket.
  package var isReadOnly: Bool
  /// Its subscription to changes; nil without one.
  package var subscription: Subscription?
  /// The ids of its cancelled calls, until `rpc.cancel` answers them.
  package var cancelled: [JSON] = []

  package init(author: WriteContext.Author, isReadOnly: Bool = false) {
    (self.author, self.isReadOnly) = (author, isReadOnly)
  }

  /// A caller as it is known when it connects.
  package init(uid: UInt32, pid: Int32, user: String?, isReadOnly: Bool) {
    self.init(author: WriteContext.Author(uid: uid, pid: pid, user: user), isReadOnly: isReadOnly)
  }

  package var uid: UInt32 { author.uid }
  package var pid: Int32 { author.pid }
  /// The name of the user with that uid; nil if there is none, or it was not looked up yet.
  package var user: String? {
    get { author.user }
    set { author.user = newValue }
  }
}
