/// The release of this package, for the daemon and its clients.
package enum Release {
  package static let number = "0.1.0"
}
