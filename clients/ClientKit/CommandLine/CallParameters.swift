package import JSON
import Vocabulary

/// Turns what stands on a command line into the parameters of a call, by the method's description.
package struct CallParameters {
  let method: MethodDescription
  let entity: EntityDescription
  let reader: ValueReader

  package init(_ method: MethodDescription, of entity: EntityDescription, _ reader: ValueReader) {
    (self.method, self.entity, self.reader) = (method, entity, reader)
  }

  /// - Parameter words: what follows the verb: the key of the record, where the method is about one, and assignments.
  /// - Parameter kinds: what the paths of conditions lead to.
  package func read(
    _ words: [String], _ arguments: CommandArguments, _ kinds: PathKinds
  ) throws(UsageError) -> JSON.Object {
    var params = JSON.Object()
    var rest = words[...]
    if method.isAboutOneRecord {
      params.members = try KeyArgument.parameters(key(&rest), fields: method.keyFields, entity: entity)
    }
    if let values = method.parameter(.values) {
      guard !rest.isEmpty || !values.isRequired else {
        throw UsageError("'\(command)' needs FIELD=VALUE: see 'vctl \(command) --help'")
      }
      params[values.name] = try Values.read(rest, entity, reader, isNew: true)
    } else {
      for word in rest { try assign(word, &params) }
    }
    try readOptions(arguments, kinds, &params)
    for parameter in method.parameters where parameter.isRequired && params[parameter.name] == nil {
      let usage =
        parameter.role == .document
        ? "--\(parameter.name.replacing("_", with: "-")) FILE"
        : "\(parameter.name)=\(parameter.isSecret ? "?" : "VALUE")"
      throw UsageError("'\(command)' needs \(parameter.name): use \(usage)")
    }
    return params
  }

  private var command: String { "\(entity.name) \(method.verb)" }

  private func key(_ rest: inout ArraySlice<String>) throws(UsageError) -> String {
    let placeholder = KeyArgument.placeholder(method)
    guard let word = rest.popFirst() else { throw UsageError("'\(command)' needs \(placeholder)") }
    // A forgotten key, not a record of such a name.
    if let assignment = Assignment(word), assignment.operator != .ask, entity.memberNames.contains(assignment.name) {
      throw UsageError("'\(command)' needs \(placeholder) before '\(word.prefix(assignment.name.count))…'")
    }
    guard !word.isNumber || method.takesID || method.keyFields.first?.kind == .integer else {
      throw UsageError(
        "'\(command)' needs \(placeholder), and \(word) would be an id",
        hint: "'\(entity.name) update \(word)' changes the record with that id")
    }
    return word
  }

  /// `name=value` for methods that take no values of fields: a parameter.
  private func assign(_ word: String, _ params: inout JSON.Object) throws(UsageError) {
    let names = method.parameters.filter { $0.role == .value }.map(\.name)
    guard let assignment = Assignment(word), let parameter = method.parameter(named: assignment.name),
      names.contains(parameter.name)
    else {
      let name = Assignment(word)?.name ?? word
      throw UsageError(
        "'\(command)' takes no '\(Escape.controls(in: name))'" + NearMiss.question(name, among: names))
    }
    guard params[parameter.name] == nil else { throw UsageError("'\(parameter.name)' is given twice") }
    params[parameter.name] = try value(assignment, parameter)
  }

  private func value(_ assignment: Assignment, _ parameter: ParameterDescription) throws(UsageError) -> JSON {
    if parameter.isSecret { return try reader.secret(assignment, isNew: method.access == .write) }
    switch assignment.operator {
    case .set:
      // A parameter that the daemon takes as a moment is typed as in conditions: `90d`.
      if parameter.kind == .moment, let span = MomentSpan(assignment.text, now: .now) {
        return .string(span.start.wire)
      }
      return try reader.value(assignment.text, parameter.kind, assignment.name)
    case .exact: return try reader.exact(assignment.text, assignment.name)
    default: throw UsageError("expected \(parameter.name)=VALUE")
    }
  }

  /// The parameters that options of their names give.
  package func options(_ arguments: CommandArguments) throws(UsageError) -> JSON.Object {
    var params = JSON.Object()
    try readFlags(arguments, &params)
    return params
  }

  private func readFlags(_ arguments: CommandArguments, _ params: inout JSON.Object) throws(UsageError) {
    for parameter in method.parameters where parameter.role == .value {
      let name = parameter.name.replacing("_", with: "-")
      guard arguments.has(name) else { continue }
      guard params[parameter.name] == nil else { throw UsageError("'\(parameter.name)' is given twice") }
      if let text = arguments.value(name) {
        guard let assignment = Assignment("\(parameter.name)=\(text)") else { continue }
        params[parameter.name] = try value(assignment, parameter)
      } else {
        params[parameter.name] = true
      }
    }
    for parameter in method.parameters where parameter.role == .document {
      let file = arguments.value(parameter.name.replacing("_", with: "-"))
      params[parameter.name] = try file.map { file throws(UsageError) in try reader.document(file, parameter.name) }
    }
    for parameter in method.parameters where parameter.role == .words {
      params[parameter.name] = arguments.words(parameter.name) ?? params[parameter.name]
    }
  }

  /// What `--where` says; nil without it.
  package static func condition(_ arguments: CommandArguments, _ kinds: PathKinds) throws(UsageError) -> JSON? {
    var conditions: [ConditionTree] = []
    for text in arguments.values("where") { conditions.append(try ConditionTree(text)) }
    return try ConditionTree.json(conditions, kinds, now: .now)
  }

  private func readOptions(
    _ arguments: CommandArguments, _ kinds: PathKinds, _ params: inout JSON.Object
  ) throws(UsageError) {
    try readFlags(arguments, &params)
    if let tree = try Self.condition(arguments, kinds) { try set(.condition, "--where", tree, &params) }
    if let fields = arguments.value("fields"), let parameter = method.parameter(.fields) {
      params[parameter.name] = .array(try entity.paths(FieldChoice(fields)).map { .string($0) })
    }
    if let order = arguments.value("order") {
      let names = splitNames(order)
      guard !names.isEmpty, !names.contains(""), !names.contains("-") else {
        throw UsageError("--order needs names, such as --order name,-id, not '\(Escape.controls(in: order))'")
      }
      try set(.order, "--order", .array(names.map { .string($0) }), &params)
    }
  }

  private func set(
    _ role: ParameterDescription.Role, _ option: String, _ value: JSON, _ params: inout JSON.Object
  ) throws(UsageError) {
    guard let parameter = method.parameter(role) else { throw UsageError("'\(command)' takes no \(option)") }
    params[parameter.name] = value
  }
}
