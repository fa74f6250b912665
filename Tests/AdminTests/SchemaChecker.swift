import JSON

/// A small JSON Schema checker (json-schema.org, draft 7): what the service's own document uses. An unknown keyword is a
/// finding, so that the checker cannot fall behind unnoticed.
struct SchemaChecker {
  /// What `$ref` looks into.
  let document: JSON

  /// A sentence for everything that does not fit.
  func findings(_ value: JSON, _ schema: JSON, at place: String = "") -> [String] {
    guard case .object(let schema) = schema else { return ["\(place): the schema is no object"] }
    var findings: [String] = []
    for keyword in schema.members {
      switch keyword.key {
      case "description", "default", "title", "format", "contentEncoding", "writeOnly", "examples": break
      // Of the root of a document, and of lists whose items all have one schema.
      case "$schema", "$id", "$comment", "definitions", "additionalItems": break
      case "$ref":
        if let target = resolve(keyword.value.string ?? "") {
          findings += self.findings(value, target, at: place)
        } else {
          findings.append("\(place): '\(keyword.value)' leads nowhere")
        }
      case "type":
        let types = keyword.value.array ?? [keyword.value]
        if !types.contains(where: { Self.isType(value, $0.string ?? "") }) {
          findings.append("\(place): expected \(keyword.value), got \(value)")
        }
      case "const": if value != keyword.value { findings.append("\(place): expected \(keyword.value), got \(value)") }
      case "enum":
        if keyword.value.array?.contains(value) != true { findings.append("\(place): \(value) is none of the words") }
      case "anyOf":
        let all = (keyword.value.array ?? []).map { self.findings(value, $0, at: place) }
        // The one that fits best tells what is wrong.
        if !all.contains([]) { findings += all.min { $0.count < $1.count } ?? ["\(place): 'anyOf' of nothing"] }
      case "oneOf":
        let all = (keyword.value.array ?? []).map { self.findings(value, $0, at: place) }
        let count = all.count { $0.isEmpty }
        if count == 0 { findings += all.min { $0.count < $1.count } ?? ["\(place): 'oneOf' of nothing"] }
        if count > 1 { findings.append("\(place): fits \(count) of 'oneOf'") }
      case "allOf":
        for part in keyword.value.array ?? [] { findings += self.findings(value, part, at: place) }
      case "pattern":
        if let text = value.string, !Self.matches(text, keyword.value.string ?? "") {
          findings.append("\(place): '\(text)' does not match \(keyword.value)")
        }
      case "minLength", "minItems", "minProperties":
        if let size = Self.size(value, keyword.key), size < keyword.value.integer ?? 0 {
          findings.append("\(place): \(keyword.key) is \(keyword.value), got \(size)")
        }
      case "required":
        for name in keyword.value.array ?? [] where value.object != nil && value[name.string ?? ""] == nil {
          findings.append("\(place): '\(name.string ?? "")' is missing")
        }
      case "properties", "additionalProperties", "patternProperties": break
      case "items":
        for (number, item) in (value.array ?? []).enumerated() {
          findings += self.findings(item, keyword.value, at: "\(place)[\(number)]")
        }
      default: findings.append("\(place): unknown keyword '\(keyword.key)'")
      }
    }
    return findings + members(value, schema, at: place)
  }

  private func members(_ value: JSON, _ schema: JSON.Object, at place: String) -> [String] {
    guard case .object(let object) = value else { return [] }
    var findings: [String] = []
    for member in object.members {
      let patterns = schema["patternProperties"]?.object?.members.filter { Self.matches(member.key, $0.key) } ?? []
      let schemas = [schema["properties"]?[member.key]].compactMap { $0 } + patterns.map(\.value)
      for property in schemas { findings += self.findings(member.value, property, at: "\(place).\(member.key)") }
      if schemas.isEmpty, schema["additionalProperties"] == false {
        findings.append("\(place): '\(member.key)' is not in the schema")
      }
    }
    return findings
  }

  /// The size that the keyword is about; nil for values of other types.
  private static func size(_ value: JSON, _ keyword: String) -> Int64? {
    let size =
      switch keyword {
      case "minLength": value.string?.unicodeScalars.count
      case "minItems": value.array?.count
      default: value.object?.members.count
      }
    return size.map { Int64($0) }
  }

  private static func matches(_ text: String, _ pattern: String) -> Bool {
    (try? Regex(pattern)).map { text.firstMatch(of: $0) != nil } ?? false
  }

  func resolve(_ reference: String) -> JSON? {
    guard reference.hasPrefix("#/") else { return nil }
    return reference.dropFirst(2).split(separator: "/").reduce(document as JSON?) { $0?[String($1)] }
  }

  private static func isType(_ value: JSON, _ type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.bool, "boolean"), (.string, "string"), (.array, "array"), (.object, "object"),
      (.integer, "integer"), (.integer, "number"), (.number, "number"):
      true
    default: false
    }
  }
}
