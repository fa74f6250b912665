import Vocabulary

/// What the daemon is called, and which version it is.
package enum Version {
  package static let name = "vantage6-admin"
  package static let number = Release.number
}
