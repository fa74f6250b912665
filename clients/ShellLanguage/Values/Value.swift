/// A value of the language.
package enum Value {
  case none
  case bool(Bool)
  case int(Int64)
  case float(Double)
  case text(String)
  case list(ListValue)
  case tuple(TupleValue)
  case dict(DictValue)
  case range(RangeValue)
  case function(FunctionValue)
  case type(TypeValue)
  case iterator(ValueIterator)
  /// Anything that the host brings, and moments, UUIDs and modules.
  case object(any HostObject)

  package static func list(_ elements: [Value]) -> Value { .list(ListValue(elements)) }

  package static func tuple(_ elements: [Value]) -> Value { .tuple(TupleValue(elements)) }

  /// Python's name of the type, such as `str`.
  package var typeName: String {
    switch self {
    case .none: "NoneType"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .text: "str"
    case .list: "list"
    case .tuple: "tuple"
    case .dict: "dict"
    case .range: "range"
    case .function(let function): function.typeName
    case .type: "type"
    case .iterator(let iterator): iterator.typeName
    case .object(let object): object.typeName
    }
  }

  /// What it is, in a sentence: `a list`, `None`.
  package var phrase: String { if case .object(let object) = self { object.phrase } else { Words.article(typeName) } }

  package var isNone: Bool {
    if case .none = self { return true }
    return false
  }

  /// The value as a container, where it holds others.
  var container: Container? {
    switch self {
    case .list(let list): list
    case .tuple(let tuple): tuple
    case .dict(let dict): dict
    case .function(let function): function
    case .iterator(let iterator): iterator
    case .object(let object): object as? Container ?? object.heldValues
    default: nil
    }
  }

  /// Whether both are the one object (`is`): plain values are, where they are equal and of one type.
  package func isSame(as other: Value) -> Bool {
    switch (self, other) {
    case (.none, .none): true
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.float(let a), .float(let b)): a.bitPattern == b.bitPattern
    case (.text(let a), .text(let b)): a.isIdentical(to: b)
    case (.list(let a), .list(let b)): a === b
    case (.tuple(let a), .tuple(let b)): a === b || (a.elements.isEmpty && b.elements.isEmpty)
    case (.dict(let a), .dict(let b)): a === b
    case (.function(let a), .function(let b)): a === b
    case (.type(let a), .type(let b)): a.name == b.name
    case (.iterator(let a), .iterator(let b)): a === b
    case (.object(let a), .object(let b)): a === b
    default: false
    }
  }
}

extension String {
  /// Equality of scalars; Swift's own takes canonically equal texts for the same, Python's does not.
  func isIdentical(to other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }
}
