/// What the programs of this package are called, and which version they are.
package enum Version {
  package static let name = "vantage6-admin"
  package static let number = "0.1.0"
}
