import Catalogue
import JSON
import Vocabulary

/// The form in which the real server's own import reads organizations and collaborations: users stand in their
/// organization, and nodes, as participants, in their collaboration (`vserver-local import`, 2.x to 4.x).
struct ServerForm: Sendable {
  /// The roles of users for whom the file says none.
  let roles: [JSON]

  /// The records of a line.
  /// - Returns: nil if the line is in another form.
  func records(_ kind: String, _ values: JSON.Object) throws(Failure) -> [ImportRecord]? {
    switch kind {
    case "organizations": try organization(values)
    case "collaborations": try collaboration(values)
    default: nil
    }
  }

  private func organization(_ values: JSON.Object) throws(Failure) -> [ImportRecord] {
    var values = values
    let users = try Self.items("users", of: &values)
    // The server's example files have empty keys.
    if values["public_key"]?.string == "" { values["public_key"] = .null }
    var records = [ImportRecord(kind: "organization", values: values)]
    for (place, user) in users.enumerated() {
      let path = "users[\(place)]"
      guard var user = user.object else { throw Failure(.invalid, "expected a user with fields", field: path) }
      if let name = values["name"], user["organization"] == nil { user["organization"] = name }
      if user["roles"] == nil, !roles.isEmpty { user["roles"] = .array(roles) }
      records.append(ImportRecord(kind: "user", values: user, path: path))
    }
    return records
  }

  private func collaboration(_ values: JSON.Object) throws(Failure) -> [ImportRecord] {
    var values = values
    let participants = try Self.items("participants", of: &values)
    let images = try Self.items("tasks", of: &values)
    guard let name = values["name"]?.string else {
      throw Failure(.invalid, "collaboration needs 'name'", entity: "collaboration", field: "name")
    }
    var (organizations, nodes): ([JSON], [ImportRecord]) = ([], [])
    for (place, participant) in participants.enumerated() {
      let path = "participants[\(place)]"
      // Files of version 2 have just the names.
      var node = participant.object ?? JSON.Object([.init("name", participant)])
      guard let organization = node["name"]?.string else {
        throw Failure(.invalid, "expected the name of an organization, or 'name' and 'api_key'", field: path)
      }
      node["name"] = .string("\(organization) - \(name) Node")
      node["organization"] = .string(organization)
      node["collaboration"] = .string(name)
      nodes.append(ImportRecord(kind: "node", values: node, path: path))
      if !organizations.contains(.string(organization)) { organizations.append(.string(organization)) }
    }
    values["organizations"] = .array(organizations)
    return try [ImportRecord(kind: "collaboration", values: values)] + nodes
      + tasks(images, name, organizations)
  }

  /// Each image becomes a task of the first organization for all of them, as in the server's import.
  private func tasks(
    _ images: [JSON], _ collaboration: String, _ organizations: [JSON]
  ) throws(Failure) -> [ImportRecord] {
    var records: [ImportRecord] = []
    for (place, image) in images.enumerated() {
      let path = "tasks[\(place)]"
      guard let text = image.string else { throw Failure(.invalid, "expected the name of an image", field: path) }
      // A number that no other record of the file has: names may not consist of digits only.
      let number = JSON.string("\(collaboration)/\(place)")
      var task = JSON.Object([
        .init(ExchangeNames.numberName, number), .init("name", "Example task"), .init("image", .string(text)),
        .init("collaboration", .string(collaboration)),
      ])
      task["initiator"] = organizations.first
      records.append(ImportRecord(kind: "task", values: task, path: path, with: ("collaboration", collaboration)))
      for organization in organizations {
        let result = JSON.Object([
          .init("task", [ExchangeNames.numberName: number]), .init("organization", organization),
        ])
        records.append(ImportRecord(kind: "result", values: result, path: path, with: ("collaboration", collaboration)))
      }
    }
    return records
  }

  /// Takes a list out of the values.
  private static func items(_ name: String, of values: inout JSON.Object) throws(Failure) -> [JSON] {
    let value = values[name] ?? .null
    values[name] = nil
    if value.isNull { return [] }
    guard let items = value.array else { throw Failure(.invalid, "'\(name)': expected a list", field: name) }
    return items
  }
}
