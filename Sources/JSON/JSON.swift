/// A JSON value (RFC 8259). Objects keep the order of their members, and duplicates.
package enum JSON: Sendable, Hashable {
  case null
  case bool(Bool)
  /// A number without fraction or exponent that fits; exact.
  case integer(Int64)
  /// Every other number.
  case number(Double)
  case string(String)
  case array([JSON])
  case object(Object)

  package struct Member: Sendable, Hashable {
    package var key: String
    package var value: JSON
    package init(_ key: String, _ value: JSON) { (self.key, self.value) = (key, value) }
  }

  package struct Object: Sendable, Hashable {
    package var members: [Member]
    package init(_ members: [Member] = []) { self.members = members }
    /// The first member of that name; setting replaces it, appends it, or (nil) removes it.
    package subscript(_ key: String) -> JSON? {
      get { members.first { $0.key == key }?.value }
      set {
        let place = members.firstIndex { $0.key == key }
        switch (place, newValue) {
        case (let place?, let value?): members[place].value = value
        case (let place?, nil): members.remove(at: place)
        case (nil, let value?): members.append(Member(key, value))
        case (nil, nil): break
        }
      }
    }

    /// The first name that an earlier member already has; nil if all differ.
    ///
    /// Names are compared as the subscript compares them: canonically equivalent names are the same.
    package func duplicateKey() -> String? {
      guard members.count > 8 else {
        // Few names are compared faster than hashed.
        for place in members.indices.dropFirst() {
          for earlier in 0..<place where members[earlier].key == members[place].key { return members[place].key }
        }
        return nil
      }
      var seen = Set<String>(minimumCapacity: members.count)
      return members.first { !seen.insert($0.key).inserted }?.key
    }
  }
}

extension JSON {
  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
  package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  package var array: [JSON]? { if case .array(let items) = self { items } else { nil } }
  package var object: Object? { if case .object(let object) = self { object } else { nil } }
  package var isNull: Bool { if case .null = self { true } else { false } }
  /// A member of an object; nil for anything else.
  package subscript(_ key: String) -> JSON? { object?[key] }
  /// An element of an array; nil for anything else and out of bounds.
  package subscript(_ index: Int) -> JSON? {
    guard case .array(let items) = self, items.indices.contains(index) else { return nil }
    return items[index]
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  package init(stringLiteral text: String) { self = .string(text) }
  package init(integerLiteral number: Int64) { self = .integer(number) }
  package init(booleanLiteral flag: Bool) { self = .bool(flag) }
  package init(arrayLiteral items: JSON...) { self = .array(items) }
  package init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(Object(members.map { Member($0.0, $0.1) }))
  }
  package init(nilLiteral: ()) { self = .null }
}
