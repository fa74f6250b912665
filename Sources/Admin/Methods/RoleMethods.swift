import Catalogue
import JSON
import Store

/// The methods of roles besides the five standard ones.
extension Operation {
  static func ofRoles(_ model: Model) -> [Operation] {
    guard let role = model["role"], let rule = model["rule"] else { return [] }
    return [syncDefaults(role, rule)]
  }

  private static func syncDefaults(_ role: BoundEntity, _ rule: BoundEntity) -> Operation {
    Operation(
      Method(
        "role.sync_defaults", entity: role.name,
        "Add the rules and default roles that are missing in this generation of database, and give its default roles "
          + "the rules that they lack. Nothing is removed.", access: .write, parameters: Parameter.cautions,
        answer: .object([
          .init("rules", .ids(of: rule.name), "Ids of the rules that were added."),
          .init("roles", .array(.value(.text)), "Names of the roles that were added."),
          .init("changed", .array(.value(.text)), "Names of the roles that got rules."),
          .init("warnings", .array(.value(.text)), "Problems that did not prevent the call.", always: false),
          .init("changes", .array(.change), "In a dry run, what would have changed.", always: false),
          .init("dry_run", .value(.boolean), "True for a dry run: nothing was changed.", always: false),
        ]), example: Example(answers: ["rules": [], "roles": [], "changed": ["Researcher"]])),
      .write { (transaction, arguments, _, writer) throws(Failure) in
        var sync = DefaultRoles(role: role, rule: rule)
        try sync.run(&transaction)
        let members: [JSON.Member] = [
          .init("rules", .array(sync.rules.map { .integer($0) })),
          .init("roles", .array(sync.roles.map { .string($0) })),
          .init("changed", .array(sync.changed.map { .string($0) })),
        ]
        writer.value(.object(JSON.Object(try members + transaction.notes(arguments, showsChanges: true))))
      })
  }
}
