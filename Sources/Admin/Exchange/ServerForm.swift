import Catalogue
import JSON
import Vocabulary

/// The form in which the real server's own import reads organizations and collaborations: users stand in their
/// organization, and nodes, as participants, in their collaboration (`vserver-local import`, 2.x to 4.x).
struct ServerForm: Sendable {
  /// The roles of users for whom the file says none.
  let roles: [JSON]

  /// What a line has.
  struct Line {
    var records: [ImportRecord] = []
    /// What is wrong with parts of it, which are not among the records.
    var failures: [Failure] = []
    /// What is not carried, as sentences.
    var ignored: [String] = []
  }

  /// The records of a line.
  /// - Returns: nil if the line is in another form.
  func line(_ kind: String, _ values: JSON.Object) -> Line? {
    switch kind {
    case "organizations": organization(values)
    case "collaborations": collaboration(values)
    default: nil
    }
  }

  private func organization(_ values: JSON.Object) -> Line {
    var (values, line) = (values, Line())
    let users = Self.items("users", of: &values, &line)
    // The server's example files have empty keys.
    if values["public_key"]?.string == "" { values["public_key"] = .null }
    line.records.append(ImportRecord(kind: "organization", values: values))
    for (place, user) in users.enumerated() {
      let path = "users[\(place)]"
      guard var user = user.object else {
        line.failures.append(Failure(.invalid, "expected a user with fields", entity: "user", field: path))
        continue
      }
      if let name = values["name"], user["organization"] == nil { user["organization"] = name }
      // Files of the first versions have the name of one role.
      if let role = user["roles"], role.string != nil { user["roles"] = [role] }
      if user["roles"] == nil, !roles.isEmpty { user["roles"] = .array(roles) }
      line.records.append(ImportRecord(kind: "user", values: user, path: path))
    }
    return line
  }

  private func collaboration(_ values: JSON.Object) -> Line {
    var (values, line) = (values, Line())
    for field in Self.organizationsOnly where values[field] != nil {
      let isGiven = values[field]?.isNull == false
      values[field] = nil
      guard isGiven else { continue }
      line.ignored.append("values of '\(field)' of collaborations, which have none")
    }
    let participants = Self.items("participants", of: &values, &line)
    let images = Self.items("tasks", of: &values, &line)
    // Without a name, there are errors of the collaboration only.
    let name = values["name"].flatMap { ImportValue.typed($0, as: .text).string } ?? ""
    var (organizations, nodes): ([JSON], [ImportRecord]) = ([], [])
    for (place, participant) in participants.enumerated() {
      let path = "participants[\(place)]"
      // Files of version 2 have just the names.
      var node = participant.object ?? JSON.Object([.init("name", participant)])
      guard let organization = node["name"]?.string else {
        line.failures.append(
          Failure(
            .invalid, "expected the name of an organization, or 'name' and 'api_key'", entity: "node", field: path))
        continue
      }
      node["name"] = .string("\(organization) - \(name) Node")
      node["organization"] = .string(organization)
      node["collaboration"] = .string(name)
      nodes.append(ImportRecord(kind: "node", values: node, path: path))
      if !organizations.contains(.string(organization)) { organizations.append(.string(organization)) }
    }
    values["organizations"] = .array(organizations)
    line.records.append(ImportRecord(kind: "collaboration", values: values, derived: ["organizations"]))
    line.records += nodes
    addTasks(images, name, organizations, &line)
    return line
  }

  /// What the server's own command for development networks writes into collaborations, too, and no import reads.
  private static let organizationsOnly = ["domain", "address1", "address2", "zipcode", "country"]

  /// Each image becomes a task of the first organization for all of them, as in the server's import.
  private func addTasks(_ images: [JSON], _ collaboration: String, _ organizations: [JSON], _ line: inout Line) {
    for (place, image) in images.enumerated() {
      let path = "tasks[\(place)]"
      guard let text = image.string else {
        line.failures.append(Failure(.invalid, "expected the name of an image", entity: "task", field: path))
        continue
      }
      // A number that no other record of the file has: names may not consist of digits only.
      let number = JSON.string("\(collaboration)/\(place)")
      var task = JSON.Object([
        .init(ExchangeNames.numberName, number), .init("name", "Example task"), .init("image", .string(text)),
        .init("collaboration", .string(collaboration)),
      ])
      task["initiator"] = organizations.first
      line.records.append(
        ImportRecord(
          kind: "task", values: task, path: path, with: ("collaboration", collaboration), derived: ["initiator"]))
      for organization in organizations {
        let result = JSON.Object([
          .init("task", [ExchangeNames.numberName: number]), .init("organization", organization),
          .init("input", .string(Self.input)),
        ])
        line.records.append(
          ImportRecord(
            kind: "result", values: result, path: path, with: ("collaboration", collaboration),
            derived: ["organization"]))
      }
    }
  }

  /// The input of example tasks, as the import of 4.x writes it: a node cannot decode a task without input.
  private static let input = "eyJhIjogImIifQ=="

  /// Takes a list out of the values.
  private static func items(_ name: String, of values: inout JSON.Object, _ line: inout Line) -> [JSON] {
    let value = values[name] ?? .null
    values[name] = nil
    if value.isNull { return [] }
    guard let items = value.array else {
      line.failures.append(Failure(.invalid, "'\(name)': expected a list", field: name))
      return []
    }
    return items
  }
}
