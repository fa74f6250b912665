/// The methods of lists and tuples. All changes go through `ListValue.replace`, so they reach a host's list too.
enum ListMethods {
  static let all: [NativeFunction] = changing + reading

  static let ofTuples: [NativeFunction] = [index, count]

  private static func list(_ call: Call) throws(ShellError) -> ListValue {
    guard case .list(let list) = call.receiver else { throw .type("this is a method of lists") }
    return list
  }

  private static func elements(_ call: Call) throws(ShellError) -> [Value] {
    if case .tuple(let tuple) = call.receiver { return tuple.elements }
    return try list(call).elements()
  }

  private static let index = NativeFunction(
    "index", ["value", "start=", "stop="], "The position of the first such element."
  ) { (call) throws(ShellError) -> Value in
    let elements = try elements(call)
    let range = try Slicing.positions(call[1] ?? .none, call[2] ?? .none, .none, count: elements.count)
    for position in range.start..<range.start + range.count
    where try Equality.areSameOrEqual(elements[position], call.value(0), call.budget) {
      return .int(Int64(position))
    }
    throw .value("it is not in the \(call.receiver.typeName)")
  }

  private static let count = NativeFunction("count", ["value"], "How many such elements there are.") {
    (call) throws(ShellError) -> Value in
    var count: Int64 = 0
    for element in try elements(call) where try Equality.areSameOrEqual(element, call.value(0), call.budget) {
      count += 1
    }
    return .int(count)
  }

  private static let reading: [NativeFunction] = [
    index, count,
    NativeFunction("copy", [], "A new list with the same elements.") { (call) throws(ShellError) -> Value in
      let elements = try elements(call)
      try call.budget.allocate(elements.count * 24)
      return .list(elements)
    },
  ]

  private static let changing: [NativeFunction] = [
    NativeFunction("append", ["value"], "Adds an element at the end.") { (call) throws(ShellError) -> Value in
      let list = try list(call)
      if list.source == nil { try call.budget.checkElements(try list.count() + 1) }
      try list.append(call.value(0))
      return .none
    },
    NativeFunction("extend", ["values"], "Adds elements at the end.") { (call) throws(ShellError) -> Value in
      try Iteration.extend(try list(call), with: try call.iterator(0), call.budget)
      return .none
    },
    NativeFunction("insert", ["position", "value"], "Adds an element before a position.") {
      (call) throws(ShellError) -> Value in
      let list = try list(call)
      let count = try list.elements().count
      try call.budget.checkElements(count + 1)
      let place = try Slicing.positions(call.value(0), .none, .none, count: count).start
      try list.replace(place..<place, with: [call.value(1)])
      return .none
    },
    NativeFunction("remove", ["value"], "Removes the first such element.") { (call) throws(ShellError) -> Value in
      let list = try list(call)
      for (position, element) in try list.elements().enumerated()
      where try Equality.areSameOrEqual(element, call.value(0), call.budget) {
        try list.replace(position..<position + 1, with: [])
        return .none
      }
      throw .value("it is not in the list")
    },
    NativeFunction("pop", ["position="], "Removes an element (by default the last one) and returns it.") {
      (call) throws(ShellError) -> Value in
      let list = try list(call)
      let elements = try list.elements()
      guard !elements.isEmpty else { throw ShellError("IndexError", "the list is empty") }
      let position = try Slicing.position(call[0] ?? .int(-1), count: elements.count, of: "list")
      try list.replace(position..<position + 1, with: [])
      return elements[position]
    },
    NativeFunction("clear", [], "Removes all elements.") { (call) throws(ShellError) -> Value in
      let list = try list(call)
      try list.replace(0..<(try list.elements().count), with: [])
      return .none
    },
    NativeFunction("reverse", [], "Reverses the order.") { (call) throws(ShellError) -> Value in
      let list = try list(call)
      let elements = try list.elements()
      try list.replace(0..<elements.count, with: elements.reversed())
      return .none
    },
    NativeFunction("sort", ["*", "key=", "reverse="], "Puts the elements in order.") {
      (call) throws(ShellError) -> Value in
      let list = try list(call)
      let elements = try list.elements()
      let sorted = try Builtins.sorted(elements, key: call[0], reverse: call[1], call.runtime)
      guard try list.elements().count == elements.count else { throw .value("the list changed while it was sorted") }
      try list.replace(0..<elements.count, with: sorted)
      return .none
    },
  ]
}
