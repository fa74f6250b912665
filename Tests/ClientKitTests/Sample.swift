import ClientKit
import JSON

/// A small description, as the daemon would give it.
enum Sample {
  static let user = entity([
    "name": "user", "help": "A person.", "aliases": ["person"], "verbs": ["list", "get"], "key": ["username"],
    "fields": [
      ["name": "username", "kind": "text", "help": "Login name.", "required": true],
      ["name": "age", "kind": "integer", "help": "Years."], ["name": "active", "kind": "boolean", "help": "Is."],
      ["name": "seen", "kind": "moment", "help": "When.", "volatile": true],
      ["name": "key", "kind": "base64", "help": "Bytes."], ["name": "settings", "kind": "json", "help": "Any."],
      ["name": "log", "kind": "text", "help": "Long.", "large": true],
      ["name": "password", "kind": "text", "help": "Secret.", "secret": true],
      ["name": "run_id", "kind": "integer", "help": "Number.", "aliases": ["job_id"]],
      ["name": "x:cost", "kind": "any", "help": "A fork's.", "aliases": ["cost"], "foreign": true],
    ],
    "relations": [
      ["name": "organization", "target": "organization", "help": "Where.", "owned": true],
      ["name": "roles", "target": "role", "help": "What.", "many": true, "owned": true],
      ["name": "tasks", "target": "task", "help": "Which.", "many": true],
    ],
  ])

  static let organization = entity([
    "name": "organization", "key": ["name"], "fields": [["name": "size", "kind": "integer"]],
    "relations": [["name": "parent", "target": "organization"]],
  ])

  static let rule = entity([
    "name": "rule", "key": ["name", "scope", "operation"], "fields": [["name": "name", "kind": "text"]],
  ])

  private static func entity(_ json: JSON) -> EntityDescription {
    guard let entity = EntityDescription(json) else { preconditionFailure("the sample is a description") }
    return entity
  }

  /// Sources that hold one file and some input, and a person who types the same secret.
  static func reader(file: String = "", input: String = "", secret: String = "typed") -> ValueReader {
    ValueReader(
      ValueSources(
        file: { path throws(UsageError) in
          guard path == "FILE" else { throw UsageError("cannot read '\(path)'") }
          return Array(file.utf8)
        }, standardInput: { _ throws(UsageError) in Array(input.utf8) },
        secret: { _, isNew throws(UsageError) in isNew ? secret + " twice" : secret }))
  }
}
