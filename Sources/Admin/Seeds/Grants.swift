import Store

/// Rules in a short notation: a line `resource: operation scope …, operation scope …` for each resource.
func grants(_ text: String) -> [Seeds.Rule] {
  text.split(separator: "\n").flatMap { line -> [Seeds.Rule] in
    let (resource, operations) = halves(of: line, at: ":")
    return operations.split(separator: ",").flatMap { grant -> [Seeds.Rule] in
      let words = grant.split(separator: " ").map(String.init)
      return words.dropFirst().map { Seeds.Rule(resource, $0, words[0]) }
    }
  }
}

private func halves(of line: Substring, at mark: Character) -> (String, Substring) {
  (String(line.prefix { $0 != mark }), line.drop { $0 != mark }.dropFirst())
}

extension Seeds.Rule {
  fileprivate init(_ name: String, _ scope: String, _ operation: String) {
    self.init(
      name: name, scope: scope.uppercased(), operation: operation.uppercased(),
      description: "\(operation.prefix(1).uppercased())\(operation.dropFirst()) \(Self.objects(name, scope)).")
  }

  private static func objects(_ name: String, _ scope: String) -> String {
    let objects =
      switch name {
      case "port": "ports of algorithms"
      case "study": "studies"
      default: name + "s"
      }
    return switch scope {
    case "own": "your own \(name == "user" ? "account" : objects)"
    case name: "your \(name == "organization" ? name : objects)"
    case "organization": "\(objects) of your organization"
    case "collaboration": "\(objects) of your collaborations"
    default: "all \(objects)"
    }
  }
}
