/// The version of the clients.
package enum Version {
  package static let text = "0.1.0"
}
