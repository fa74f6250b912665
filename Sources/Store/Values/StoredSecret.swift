/// A secret as the file holds it: a hash, or the secret itself in generations whose files hold it in plain text.
package struct StoredSecret: Sendable {
  package let stored: String
  package init(_ stored: String) { self.stored = stored }

  package var isHash: Bool { Bcrypt.isHash(stored) }

  /// Takes about a quarter of a second for a hash, whether or not it matches.
  package func matches(_ secret: String) -> Bool {
    if isHash { return Bcrypt.verify(secret, hash: stored) }
    var difference = stored.utf8.count ^ secret.utf8.count
    for (one, other) in zip(stored.utf8, secret.utf8) { difference |= Int(one ^ other) }
    return difference == 0
  }
}
