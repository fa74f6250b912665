/// Where the elements of a host's list come from and go to.
///
/// A list with a source behaves as any list in every respect: methods, slices, printing, iteration. All changes come
/// down to `replace`.
package protocol ListSource: AnyObject {
  /// The elements, fetched when first wanted; asked again at every use, so the source keeps them.
  func elements() throws(ShellError) -> [Value]

  /// How many there are; may be cheaper than fetching them.
  func count() throws(ShellError) -> Int

  /// Puts `values` in place of the elements in `range`; throws where they may not be there.
  func replace(_ range: Range<Int>, with values: [Value]) throws(ShellError)

  /// An attribute that only this list has; nil for none. The list's own methods come first.
  func attribute(_ name: String) throws(ShellError) -> Value?

  func attributeNames() -> [String]
}

extension ListSource {
  package func count() throws(ShellError) -> Int { try elements().count }

  package func attribute(_ name: String) throws(ShellError) -> Value? { nil }

  package func attributeNames() -> [String] { [] }
}

/// A list: a reference to elements of its own, or to a host's.
package final class ListValue: Container {
  private var own: [Value]
  package let source: (any ListSource)?

  package init(_ elements: [Value]) {
    own = elements
    source = nil
  }

  package init(source: any ListSource) {
    own = []
    self.source = source
  }

  package func elements() throws(ShellError) -> [Value] {
    guard let source else { return own }
    return try source.elements()
  }

  package func count() throws(ShellError) -> Int {
    guard let source else { return own.count }
    return try source.count()
  }

  package func replace(_ range: Range<Int>, with values: [Value]) throws(ShellError) {
    if let source { return try source.replace(range, with: values) }
    own.replaceSubrange(range, with: values)
  }

  func append(_ value: Value) throws(ShellError) {
    if source == nil { return own.append(value) }
    let count = try elements().count
    try replace(count..<count, with: [value])
  }

  package override func takeContents() -> [Container] {
    let found = Container.containers(in: own)
    own = []
    return found
  }

  deinit {
    if !own.isEmpty { Container.release(takeContents()) }
  }
}
