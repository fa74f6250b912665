package import JSON

/// Writes records as text. One value serves one answer.
package protocol Format {
  /// Some of the items of a list; called again for more.
  mutating func add(_ items: [JSON], to text: inout String)
  /// The end of a list, also of one without items.
  mutating func finish(_ text: inout String)
  /// An answer that is one record, or one value.
  mutating func record(_ value: JSON, to text: inout String)
  /// What there was no room for, once the first items were added.
  var leftOut: [String] { get }
}

extension Format {
  package var leftOut: [String] { [] }
}
