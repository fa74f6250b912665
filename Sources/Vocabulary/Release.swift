/// Which release of this package the daemon and its clients are.
package enum Release {
  package static let number = "0.1.0"
}
