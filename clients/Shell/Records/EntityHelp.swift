import ClientKit

/// What `db.Organization.help()` prints, in the form of the old shell.
enum EntityHelp {
  static func text(_ shape: Shape, _ database: Database) -> String {
    let entity = shape.entity
    let keys = entity.relations.filter { !$0.isMany }.map { "\($0.name)_id" }
    var lines = ["Table: \(entity.name)", "", "Properties: ", " ->id"]
    lines += (entity.fields.map(\.name) + keys).map { " ->\($0)" }
    lines += ["", "Relations: "] + entity.relations.map { " ->\($0.name)" }
    let methods = Set(RecordMethod.names(of: shape, database) + EntityMethod.names(of: shape, database))
    lines += ["", "Methods: "] + methods.sorted().map { " ->\($0)" }
    return lines.joined(separator: "\n") + "\n"
  }
}
