/// What `import` binds: names with their values.
package final class Module: Container, HostObject {
  package let name: String
  package var members: [String: Value]

  package init(_ name: String, _ members: [String: Value]) {
    self.name = name
    self.members = members
  }

  package var typeName: String { "module" }
  package var phrase: String { "module '\(name)'" }
  package var standsOnItsOwnLine: Bool { false }

  package func representation() throws(ShellError) -> String { "<module '\(name)'>" }

  package func attribute(_ name: String) throws(ShellError) -> Value? { members[name] }

  package func attributeNames() -> [String] { members.keys.sorted() }

  package func help() throws(ShellError) -> HelpText { listing(under: phrase) }
}
