/// The number of records on a page of a list.
package enum PageRows {
  package static let max: Int64 = 1_000
  package static let byDefault: Int64 = 100
}
