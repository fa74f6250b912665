/// `name=text` and its kin, before anybody knows what the name stands for.
package struct Assignment: Sendable, Hashable {
  package enum Operator: String, Sendable, Hashable {
    /// `=`: read by the kind of the field.
    case set = "="
    /// `+=`: added to a list.
    case add = "+="
    /// `-=`: removed from a list.
    case remove = "-="
    /// `:=`: JSON.
    case exact = ":="
    /// The name alone: a secret to be asked for.
    case ask = ""
  }

  package let name: String
  package let `operator`: Operator
  package let text: String

  /// Nil when the word does not begin with a name that is followed by an operator or the end.
  package init?(_ word: String) {
    let end = FieldName.end(in: word[...])
    guard end > word.startIndex else { return nil }
    let rest = word[end...]
    let operators: [Operator] = [.add, .remove, .exact, .set]
    guard let found = rest.isEmpty ? .ask : operators.first(where: { rest.hasPrefix($0.rawValue) }) else { return nil }
    (name, `operator`) = (String(word[..<end]), found)
    text = String(rest.dropFirst(found.rawValue.count))
  }
}

/// Splits a list of names, which have no blanks at their ends.
package func splitNames(_ text: String) -> [String] {
  splitList(text).map { name in
    let begun = name.drop { $0 == " " }
    return begun.lastIndex { $0 != " " }.map { String(begun[...$0]) } ?? ""
  }
}

/// Splits a list written with commas; a backslash takes the next character as it is. An empty text is an empty list.
package func splitList(_ text: String) -> [String] {
  guard !text.isEmpty else { return [] }
  var items = [""]
  var isEscaped = false
  for character in text {
    if isEscaped {
      items[items.count - 1].append(character)
      isEscaped = false
    } else if character == "\\" {
      isEscaped = true
    } else if character == "," {
      items.append("")
    } else {
      items[items.count - 1].append(character)
    }
  }
  if isEscaped { items[items.count - 1].append("\\") }
  return items
}
