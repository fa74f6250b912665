/// What to do about rows that are wrong.
package enum Mending {
  package static let advice =
    "'vctl check' shows the rows, and 'vctl repair' mends them, with '--set' where that needs a decision"
}
