package import Vocabulary

/// Who changes something, by which method, when, and with which prepared secrets: what a change is recorded with.
package struct WriteContext: Sendable {
  package struct Author: Sendable, Equatable {
    package var uid: UInt32
    package var pid: Int32
    package var user: String?
    /// As claimed.
    package var program: String?
    /// As claimed: everyone is root under sudo.
    package var onBehalfOf: String?

    package init(uid: UInt32, pid: Int32, user: String? = nil, program: String? = nil, onBehalfOf: String? = nil) {
      (self.uid, self.pid, self.user, self.program, self.onBehalfOf) = (uid, pid, user, program, onBehalfOf)
    }
  }

  package let author: Author
  package var method: String
  /// The moment of the call: what `created_at` and the audit log say.
  package let now: Moment
  package var secrets: Secrets
  /// Nothing of the call, or of the transaction that it belongs to, is to stay.
  package let isDryRun: Bool
  /// The words for consequences that the call accepts.
  package var accepted: Set<String> = []
  /// The number of the first change of the transaction that the call belongs to; nil where it stands alone or is first.
  var transaction: Int64?
  /// The number of the change that is undone.
  var undoes: Int64?

  package init(author: Author, method: String, now: Moment, secrets: Secrets = Secrets(), isDryRun: Bool = false) {
    (self.author, self.method, self.now, self.secrets) = (author, method, now, secrets)
    self.isDryRun = isDryRun
  }
}
