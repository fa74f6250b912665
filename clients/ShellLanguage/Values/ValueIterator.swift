/// Values one after the other, each made when it is wanted.
package class ValueIterator: Container {
  package let typeName: String
  /// How many iterators this one draws on, one through the other: their calls nest.
  let depth: Int

  static let depthMax = 20

  init(_ typeName: String, over inner: ValueIterator? = nil) throws(ShellError) {
    self.typeName = typeName
    depth = (inner?.depth ?? 0) + 1
    super.init()
    if depth > Self.depthMax { throw .recursion() }
  }

  /// The next value, or nil at the end.
  package func next() throws(ShellError) -> Value? { nil }

  /// A host's iterator, such as one that fetches page after page.
  ///
  /// - Parameter next: makes the next value; nil at the end, after which it is not asked again.
  package static func of(
    _ typeName: String, next: @escaping () throws(ShellError) -> Value?
  ) throws(ShellError) -> ValueIterator {
    try IndexIterator(.none, typeName) { (_, _) throws(ShellError) -> Value? in try next() }
  }
}

/// Goes over something by position, looking at its length each time, as Python's lists allow.
final class IndexIterator: ValueIterator {
  private var subject: Value
  private var index = 0
  private let element: (Value, Int) throws(ShellError) -> Value?

  init(
    _ subject: Value, _ typeName: String, _ element: @escaping (Value, Int) throws(ShellError) -> Value?
  ) throws(ShellError) {
    self.subject = subject
    self.element = element
    try super.init(typeName)
  }

  override func next() throws(ShellError) -> Value? {
    guard index >= 0, let value = try element(subject, index) else {
      index = -1
      subject = .none
      return nil
    }
    index += 1
    return value
  }

  override func takeContents() -> [Container] {
    let found = Container.containers(in: [subject])
    subject = .none
    index = -1
    return found
  }

  deinit { Container.release(takeContents()) }
}

/// Goes over other iterators in step, and makes one value of each round.
final class JoinedIterator: ValueIterator {
  private var sources: [ValueIterator]
  private var round: Int64
  private let join: (Int64, [Value]) -> Value

  init(
    _ typeName: String, _ sources: [ValueIterator], from first: Int64 = 0, _ join: @escaping (Int64, [Value]) -> Value
  ) throws(ShellError) {
    self.sources = sources
    self.join = join
    round = first
    try super.init(typeName, over: sources.max { $0.depth < $1.depth })
  }

  override func next() throws(ShellError) -> Value? {
    guard !sources.isEmpty else { return nil }
    var values: [Value] = []
    for source in sources {
      guard let value = try source.next() else { return nil }
      values.append(value)
    }
    defer { round &+= 1 }
    return join(round, values)
  }

  override func takeContents() -> [Container] {
    defer { sources = [] }
    return sources
  }

  deinit { Container.release(takeContents()) }
}
