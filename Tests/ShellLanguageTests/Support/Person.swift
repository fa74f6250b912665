import ShellLanguage

/// A host's object for tests: attributes, a list that reports its changes, methods, all counted.
final class Person: HostObject {
  private let values = HeldValues()
  let friends: Friends
  private(set) var log: [String] = []

  init(_ name: String, friends: [Value] = []) {
    values["name"] = .text(name)
    values["age"] = Value.none
    self.friends = Friends(friends)
  }

  var typeName: String { "Person" }
  var heldValues: HeldValues? { values }

  func representation() throws(ShellError) -> String {
    guard case .text(let name)? = values["name"] else { return "<Person ?>" }
    return "<Person '\(name)'>"
  }

  func attribute(_ name: String) throws(ShellError) -> Value? {
    switch name {
    case "friends": .list(ListValue(source: friends))
    case "save":
      .function(
        FunctionValue("save", [], "Saves it.", receiver: .object(self)) { (call) throws(ShellError) -> Value in
          if case .object(let object) = call.receiver, let person = object as? Person { person.log.append("save") }
          return .none
        })
    case "fail":
      .function(
        FunctionValue("fail", ["reason="], "Fails.", receiver: .object(self)) { (call) throws(ShellError) -> Value in
          throw ShellError("NoResultFound", "no row was found", hint: "look at db.Person.get()")
        })
    default: values[name]
    }
  }

  func setAttribute(_ name: String, to value: Value) throws(ShellError) -> Bool {
    guard values[name] != nil else { return false }
    values[name] = value
    log.append("set \(name)")
    return true
  }

  func attributeNames() -> [String] { ["age", "fail", "friends", "name", "save"] }

  func enter() throws(ShellError) -> Value? {
    log.append("enter")
    return .object(self)
  }

  func exit(_ error: ShellError?) throws(ShellError) { log.append("exit \(error?.className ?? "well")") }
}

/// A list of the host: only texts and persons may be in it.
final class Friends: ListSource {
  private var people: [Value]
  private(set) var fetches = 0
  private(set) var changes: [String] = []

  init(_ people: [Value]) { self.people = people }

  func elements() throws(ShellError) -> [Value] {
    fetches += 1
    return people
  }

  func count() throws(ShellError) -> Int { people.count }

  func replace(_ range: Range<Int>, with values: [Value]) throws(ShellError) {
    for value in values {
      guard case .object(let object) = value, object is Person else {
        throw ShellError("TypeError", "a friend is a Person, not \(value.typeName)")
      }
    }
    changes.append("\(range.lowerBound)..<\(range.upperBound) +\(values.count)")
    people.replaceSubrange(range, with: values)
  }

  func attribute(_ name: String) throws(ShellError) -> Value? { name == "refresh" ? .text("refreshed") : nil }

  func attributeNames() -> [String] { ["refresh"] }
}

/// The type of persons, as `db.Organization` will be: called, it makes one.
final class PersonType: HostObject {
  var typeName: String { "Person" }

  func representation() throws(ShellError) -> String { "<class 'Person'>" }

  func parameters() -> Parameters? { ["name", "*", "age=", "friends="] }

  func call(_ call: Call) throws(ShellError) -> Value {
    guard case .text(let name) = call.value(0) else { throw ShellError("TypeError", "a name is a text") }
    let person = Person(name)
    if let age = call[1] { _ = try person.setAttribute("age", to: age) }
    return .object(person)
  }

  func isType(of value: Value) -> Bool? {
    if case .object(let object) = value { return object is Person }
    return false
  }

  func attribute(_ name: String) throws(ShellError) -> Value? {
    guard name == "get_by_name" else { return nil }
    return .function(
      FunctionValue("get_by_name", ["name"], "The person of that name.") { (call) throws(ShellError) -> Value in
        guard case .text(let name) = call.value(0) else { return .none }
        return .object(Person(name))
      })
  }

  func attributeNames() -> [String] { ["get_by_name"] }

  func iterator() throws(ShellError) -> ValueIterator? {
    var left = ["Cas", "Dan"]
    return try ValueIterator.of("people") { () throws(ShellError) -> Value? in
      left.isEmpty ? nil : .object(Person(left.removeFirst()))
    }
  }
}

extension Session {
  /// A session with `Person`, and the variables `ann` and `bob`.
  static func withPeople(
    limits: Limits = Limits(), isInterrupted: @escaping () -> Bool = { false },
    memoryInUse: @escaping () -> Int = { 0 }
  ) -> (session: Session, ann: Person, bob: Person) {
    let session = Session(limits: limits, isInterrupted: isInterrupted, memoryInUse: memoryInUse)
    let bob = Person("Bob")
    let ann = Person("Ann", friends: [.object(bob)])
    session.interpreter.addBuiltin("Person", .object(PersonType()))
    session.interpreter.addBuiltin("db", .object(Module("db", ["Person": .object(PersonType())])))
    session.interpreter["ann"] = .object(ann)
    session.interpreter["bob"] = .object(bob)
    return (session, ann, bob)
  }
}
