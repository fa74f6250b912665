import Vocabulary

/// The version of the clients.
package enum Version {
  package static let text = Release.number
}
