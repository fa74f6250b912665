package import Vocabulary

/// The author, method and time that the audit log records with a change, and the prepared secrets.
package struct WriteContext: Sendable {
  package struct Author: Sendable, Equatable {
    package var uid: UInt32
    package var pid: Int32
    package var user: String?
    /// As the client claims.
    package var program: String?
    /// As the client claims: under sudo, every user is root.
    package var onBehalfOf: String?

    package init(uid: UInt32, pid: Int32, user: String? = nil, program: String? = nil, onBehalfOf: String? = nil) {
      (self.uid, self.pid, self.user, self.program, self.onBehalfOf) = (uid, pid, user, program, onBehalfOf)
    }
  }

  package let author: Author
  package var method: String
  /// The time of the call, for `created_at` and the audit log.
  package let now: Moment
  package var secrets: Secrets
  /// Whether the changes of the call, or of its whole transaction, are undone at its end.
  package let isDryRun: Bool
  /// The words for consequences that the call accepts.
  package var accepted: Set<String> = []
  /// Whether values come from another database: null then means null, where it would else mean the default, and a secret
  /// may be given as it was stored.
  package var isImport = false
  /// Whether the database may refuse the changes later than in the call (`Database.begin`).
  package var defersRefusals = false
  /// Why the change is made, for the audit log.
  package var reason: String?
  /// The number of the first change of the call's transaction; nil if the call is alone or first.
  var transaction: Int64?
  /// The number of the change that this one undoes.
  var undoes: Int64?

  package init(author: Author, method: String, now: Moment, secrets: Secrets = Secrets(), isDryRun: Bool = false) {
    (self.author, self.method, self.now, self.secrets) = (author, method, now, secrets)
    self.isDryRun = isDryRun
  }
}
