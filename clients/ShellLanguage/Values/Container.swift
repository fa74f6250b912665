/// Something that holds values, and gives them up one level at a time.
///
/// A list in a list in a list … a hundred thousand deep is easily made in a loop; letting go of it level by level on the
/// stack would overflow it.
package class Container {
  package init() {}

  /// Empties the container.
  ///
  /// - Returns: the containers that were in it.
  package func takeContents() -> [Container] { [] }

  /// Lets go of `containers`, and of what only they hold, without recursion.
  package static func release(_ containers: consuming [Container]) {
    var pending = containers
    while !pending.isEmpty {
      var container = pending.removeLast()
      if isKnownUniquelyReferenced(&container) { pending.append(contentsOf: container.takeContents()) }
    }
  }

  static func containers(in values: [Value]) -> [Container] {
    var found: [Container] = []
    for value in values {
      if let container = value.container { found.append(container) }
    }
    return found
  }
}

/// Values by name that a host's object holds: kept here, they are let go of without recursion.
package final class HeldValues: Container {
  package private(set) var values: [String: Value] = [:]

  package override init() {}

  package subscript(_ name: String) -> Value? {
    get { values[name] }
    set { values[name] = newValue }
  }

  package override func takeContents() -> [Container] {
    let found = Container.containers(in: Array(values.values))
    values = [:]
    return found
  }

  deinit {
    if !values.isEmpty { Container.release(takeContents()) }
  }
}

/// A tuple: fixed elements.
package final class TupleValue: Container {
  package private(set) var elements: [Value]

  package init(_ elements: [Value]) { self.elements = elements }

  package override func takeContents() -> [Container] {
    let found = Container.containers(in: elements)
    elements = []
    return found
  }

  deinit {
    if !elements.isEmpty { Container.release(takeContents()) }
  }
}

/// The variables of a comprehension or a lambda, or of the whole session.
package final class Scope: Container {
  var values: [String: Value] = [:]
  private(set) var parent: Scope?

  init(parent: Scope?) {
    self.parent = parent
    super.init()
  }

  /// Where `name` is set, from here outwards.
  func find(_ name: String) -> Value? {
    var scope: Scope? = self
    while let here = scope {
      if let value = here.values[name] { return value }
      scope = here.parent
    }
    return nil
  }

  package override func takeContents() -> [Container] {
    var found = Container.containers(in: Array(values.values))
    if let parent { found.append(parent) }
    values = [:]
    parent = nil
    return found
  }

  deinit { Container.release(takeContents()) }
}
