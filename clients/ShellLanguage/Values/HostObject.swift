/// An object of the host: everything that the language itself knows nothing about.
///
/// All requirements but `typeName` and `representation` have defaults: an object that can do nothing. A `nil` answer
/// means "this object cannot do that", and the language makes the error; a thrown error gets the spot in the program.
package protocol HostObject: AnyObject {
  /// The name of its type, such as `Organization`.
  var typeName: String { get }

  /// What it is, in a sentence; by default its type with an article.
  var phrase: String { get }

  /// Where it keeps values of the language; nil where it keeps none. See `Container`.
  var heldValues: HeldValues? { get }

  /// What `repr(x)` and a bare `x` show.
  func representation() throws(ShellError) -> String

  /// What `str(x)`, `print(x)` and an f-string show; by default the representation.
  func text() throws(ShellError) -> String

  /// Whether lists of such objects always print one a line.
  var standsOnItsOwnLine: Bool { get }

  /// What `type(x)` answers; nil for a plain type of that name.
  func typeObject() -> Value?

  /// Whether `value` is of the type that this object stands for, in `isinstance(value, self)`; nil: it is no type.
  func isType(of value: Value) -> Bool?

  /// The attribute `name`, methods included; nil for an unknown one.
  func attribute(_ name: String) throws(ShellError) -> Value?

  /// Sets an attribute; false for an unknown one.
  func setAttribute(_ name: String, to value: Value) throws(ShellError) -> Bool

  /// All attributes, for `dir`, completion and near misses.
  func attributeNames() -> [String]

  /// What it takes when it is called; nil: it cannot be called.
  func parameters() -> Parameters?

  /// Calls it, with arguments that were checked against `parameters`.
  func call(_ call: Call) throws(ShellError) -> Value

  /// `self[key]`
  func item(_ key: Value) throws(ShellError) -> Value?

  /// `self[key] = value`; false where it has no items to set.
  func setItem(_ key: Value, to value: Value) throws(ShellError) -> Bool

  /// What `for` goes over.
  func iterator() throws(ShellError) -> ValueIterator?

  /// `len(self)`
  func length() throws(ShellError) -> Int?

  /// `value in self`; nil: by going over it.
  func contains(_ value: Value) throws(ShellError) -> Bool?

  /// Truth; by default it is true unless its length is 0.
  func isTrue() throws(ShellError) -> Bool

  /// `self == other`; by default identity.
  func equals(_ other: Value) throws(ShellError) -> Bool

  /// What makes it the same key in a dict; by default identity. Must agree with `equals`.
  func hashKey() throws(ShellError) -> HashKey

  /// -1, 0 or 1 for `<`, `==`, `>`; nil: it has no order with `other`.
  func order(_ other: Value) throws(ShellError) -> Int?

  /// `self operator other`, or `other operator self` where it stands on the right; nil: not offered.
  func arithmetic(_ operation: String, _ other: Value, isOnTheRight: Bool) throws(ShellError) -> Value?

  /// `f"{self:format}"`; nil: it takes no format.
  func formatted(_ format: String) throws(ShellError) -> String?

  /// `with self as x`: the value of `x`; nil: it cannot stand in a `with`.
  func enter() throws(ShellError) -> Value?

  /// The end of the `with`; `error` is what went wrong in it, and is thrown on afterwards.
  func exit(_ error: ShellError?) throws(ShellError)

  /// Called where the object is the value of a whole statement, before it is shown.
  func standAlone() throws(ShellError)

  /// What `help(x)` prints.
  func help() throws(ShellError) -> HelpText
}

extension HostObject {
  package var phrase: String { Words.article(typeName) }
  package var heldValues: HeldValues? { nil }
  package func text() throws(ShellError) -> String { try representation() }
  package var standsOnItsOwnLine: Bool { true }
  package func typeObject() -> Value? { nil }
  package func isType(of value: Value) -> Bool? { nil }
  package func attribute(_ name: String) throws(ShellError) -> Value? { nil }
  package func setAttribute(_ name: String, to value: Value) throws(ShellError) -> Bool { false }
  package func attributeNames() -> [String] { [] }
  package func parameters() -> Parameters? { nil }
  package func call(_ call: Call) throws(ShellError) -> Value { .none }
  package func item(_ key: Value) throws(ShellError) -> Value? { nil }
  package func setItem(_ key: Value, to value: Value) throws(ShellError) -> Bool { false }
  package func iterator() throws(ShellError) -> ValueIterator? { nil }
  package func length() throws(ShellError) -> Int? { nil }
  package func contains(_ value: Value) throws(ShellError) -> Bool? { nil }
  package func isTrue() throws(ShellError) -> Bool { try length() != 0 }
  package func equals(_ other: Value) throws(ShellError) -> Bool {
    if case .object(let object) = other { return object === self }
    return false
  }
  package func hashKey() throws(ShellError) -> HashKey { .identity(ObjectIdentifier(self)) }
  package func order(_ other: Value) throws(ShellError) -> Int? { nil }
  package func arithmetic(_ operation: String, _ other: Value, isOnTheRight: Bool) throws(ShellError) -> Value? { nil }
  package func formatted(_ format: String) throws(ShellError) -> String? { nil }
  package func enter() throws(ShellError) -> Value? { nil }
  package func exit(_ error: ShellError?) throws(ShellError) {}
  package func standAlone() throws(ShellError) {}
  package func help() throws(ShellError) -> HelpText { listing(under: typeName) }

  /// Help with all attributes and methods.
  package func listing(under head: String) -> HelpText {
    var (attributes, methods): ([HelpText.Entry], [HelpText.Entry]) = ([], [])
    for name in attributeNames() {
      // What cannot be read now is named all the same.
      switch try? attribute(name) {
      case .function(let function)?: methods.append((name + function.parameters.text, function.summary))
      case let value?: attributes.append((name, value.phrase))
      case nil: attributes.append((name, ""))
      }
    }
    var help = HelpText(head)
    help.list("Attributes", attributes)
    help.list("Methods", methods)
    return help
  }
}
