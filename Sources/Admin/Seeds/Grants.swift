/// Grants in a short notation: a line `resource: operation scope …, operation scope …` for each resource.
func grants(_ text: String) -> [Seeds.Grant] {
  text.split(separator: "\n").flatMap { line -> [Seeds.Grant] in
    let (resource, operations) = halves(of: line, at: ":")
    return operations.split(separator: ",").flatMap { grant -> [Seeds.Grant] in
      let words = grant.split(separator: " ").map(String.init)
      return words.dropFirst().map { Seeds.Grant(resource, operation: words[0], scope: $0) }
    }
  }
}

/// Rules, a line `resource operation scope: description` for each.
func ruleLines(_ text: String) -> [Seeds.Rule] {
  text.split(separator: "\n").compactMap { line in
    let (grant, description) = halves(of: line, at: ":")
    let words = grant.split(separator: " ").map(String.init)
    guard words.count == 3 else { return nil }
    return Seeds.Rule(
      Seeds.Grant(words[0], operation: words[1], scope: words[2]), description: String(description.dropFirst()))
  }
}

private func halves(of line: Substring, at mark: Character) -> (String, Substring) {
  (String(line.prefix { $0 != mark }), line.drop { $0 != mark }.dropFirst())
}

extension Seeds.Grant {
  fileprivate init(_ name: String, operation: String, scope: String) {
    self.init(name: name, scope: scope.uppercased(), operation: operation.uppercased())
  }
}
