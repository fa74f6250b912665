package import Store

/// Who is calling: what the kernel says of the peer, and what it says of itself.
package struct Caller: Sendable {
  package var author: WriteContext.Author
  /// Connected to the socket that takes no changes.
  package var isReadOnly: Bool

  package init(author: WriteContext.Author, isReadOnly: Bool = false) {
    (self.author, self.isReadOnly) = (author, isReadOnly)
  }
}
