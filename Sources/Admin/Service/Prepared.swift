package import Catalogue
package import Store

/// What was made ready for a change before the writer runs it, since that takes long and needs no lock.
package struct Prepared: Sendable {
  /// The hashes of its secrets.
  package var secrets: Secrets
  /// What a long change works with, or why it cannot be made; nil for a change that prepares nothing else.
  package var product: Result<any Sendable, Failure>?

  package init(secrets: Secrets = Secrets(), product: Result<any Sendable, Failure>? = nil) {
    (self.secrets, self.product) = (secrets, product)
  }
}
