import ClientKit
import JSON

extension Command {
  static let describe = Command(
    name: "describe", synopsis: "ENTITY KEY",
    help: "Show one record with all its relations: what it refers to and what refers to it, by name, at most twenty of "
      + "each kind, and how many there are.",
    examples: ["vctl describe organization example", "vctl describe user jane -o json"], options: [],
    words: [.entity, .key]
  ) { words, _, settings in
    guard words.count == 2 else {
      throw UsageError("describe needs ENTITY and KEY, such as 'vctl describe user jane'")
    }
    var session = try Session(settings)
    let (service, entity) = try session.describe(words[0])
    try Portrait(service, entity, settings).show(words[1], &session)
    try session.finish()
  }
}

/// One record with all its relations, of each so many that a person can look at them.
struct Portrait {
  private let service: ServiceDescription
  private let entity: EntityDescription
  private let settings: Settings

  /// So many records of a relation are shown.
  private static let namesMax = 20

  init(_ service: ServiceDescription, _ entity: EntityDescription, _ settings: Settings) {
    (self.service, self.entity, self.settings) = (service, entity, settings)
  }

  func show(_ key: String, _ session: inout Session) throws {
    guard settings.fields == nil else {
      throw UsageError("describe takes no --fields", hint: "'vctl \(entity.name) get KEY --fields …' shows some fields")
    }
    let targets = try targets(&session)
    let record = shown(try read(key, targets, &session), targets)
    var text = ""
    var format = settings.format.make(columns(record), key: entity.key, settings.style)
    format.record(record, to: &text)
    try session.output.write(text)
  }

  /// The entities over there, by the names of the relations.
  private func targets(_ session: inout Session) throws -> [String: EntityDescription] {
    var targets: [String: EntityDescription] = [:]
    for relation in entity.relations { targets[relation.name] = try session.describe(relation.target).1 }
    return targets
  }

  /// A list answers only the first partners of a relation, and how many there are.
  private func read(
    _ key: String, _ targets: [String: EntityDescription], _ session: inout Session
  ) throws -> JSON {
    guard let get = service.method("get", of: entity), let list = service.method("list", of: entity),
      let one = get.parameter(.fields), let many = list.parameter(.fields), let condition = list.parameter(.condition)
    else { throw UsageError("\(entity.indefinite) cannot be read") }
    var params = JSON.Object(try KeyArgument.parameters(key, fields: get.keyFields, entity: entity))
    params[one.name] = ["id"]
    let id = try session.call(get, params)["id"] ?? .null
    var paths = entity.recordPaths
    for relation in entity.relations {
      if !paths.contains(relation.name) { paths.append(relation.name) }
      if let target = targets[relation.name], target.key.isEmpty, target.field("name") != nil {
        paths.append("\(relation.name).name")
      }
    }
    var selection = JSON.Object([.init(condition.name, ["id": id])])
    selection[many.name] = .array(paths.map { .string($0) })
    guard let record = try session.call(list, selection)["items"]?.array?.first else {
      throw Ending(.notFound, "the \(entity.words) was deleted meanwhile", kind: "not_found")
    }
    return record
  }

  private func columns(_ record: JSON) -> [Column] {
    switch settings.format {
    case .table, .csv: Column.upright(record, entity)
    default: []
    }
  }

  /// The record with lists that are short enough: for people as a line of names, for programs as lists end that are cut.
  private func shown(_ record: JSON, _ targets: [String: EntityDescription]) -> JSON {
    guard var object = record.object else { return record }
    for relation in entity.relations {
      // A name that others may have too stands with its id: `3 'average'`.
      let isNamed = targets[relation.name]?.key.isEmpty == false
      func text(_ item: JSON) -> JSON { isNamed || item.restCount != nil ? item : .string(Cell.identified(item)) }
      let isText = settings.format == .table
      switch object[relation.name] {
      case .array(let items)?:
        guard let names = NameList(isText ? items.map(text) : items) else { continue }
        if isText {
          object[relation.name] = .string(names.counted(first: Self.namesMax))
        } else if names.total > Self.namesMax {
          let first = items.filter { $0.restCount == nil }.prefix(Self.namesMax)
          object[relation.name] = .array(first + [["more": true, "count": .integer(names.total)]])
        }
      case .object(let one)? where isText: object[relation.name] = text(.object(one))
      default: break
      }
    }
    return .object(object)
  }
}
