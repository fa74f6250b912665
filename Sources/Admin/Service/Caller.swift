package import JSON
package import Store

/// Who is calling: what the kernel says of the peer, and what it says of itself.
package struct Caller: Sendable {
  package var author: WriteContext.Author
  /// Connected to the socket that takes no changes.
  package var isReadOnly: Bool
  /// What it is told of unasked; nil for nothing.
  package var subscription: Subscription?
  /// Ids of its calls that were cancelled, until it is told so.
  package var cancelled: [JSON] = []

  package init(author: WriteContext.Author, isReadOnly: Bool = false) {
    (self.author, self.isReadOnly) = (author, isReadOnly)
  }

  /// What is known of a peer when it connects.
  package init(uid: UInt32, pid: Int32, user: String?, isReadOnly: Bool) {
    self.init(author: WriteContext.Author(uid: uid, pid: pid, user: user), isReadOnly: isReadOnly)
  }

  package var uid: UInt32 { author.uid }
  package var pid: Int32 { author.pid }
  /// Name of the user with that uid; nil when it has none, or was not looked up yet.
  package var user: String? {
    get { author.user }
    set { author.user = newValue }
  }
}
