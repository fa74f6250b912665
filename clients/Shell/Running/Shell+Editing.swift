import ClientKit
import ShellLanguage

extension Shell {
  /// What may stand at the end of a line, and the part of it that is typed already.
  package func completions(of line: String) -> (prefix: String, words: [String]) {
    let context = CompletionContext.of(line)
    if case .argumentText(let site) = context.kind, let callee = site.callee {
      return (context.prefix, names(for: callee, prefix: context.prefix))
    }
    return (context.prefix, interpreter.completions(for: context))
  }

  /// Names of records that begin so, for the quotes in `db.Organization.get_by_name("…")`.
  private func names(for callee: String, prefix: String) -> [String] {
    let parts = callee.split(separator: ".").map(String.init)
    guard parts.count == 3, parts[0] == "db", let shape = database.schema.shape(className: parts[1]) else { return [] }
    let words = ClassName.words(parts[2])
    guard let field = shape.entity.key.first, words.hasSuffix("_by_" + field) else { return [] }
    return (try? database.names(shape, field, beginningWith: prefix)) ?? []
  }

  /// Whether a statement may hold a secret: it is kept out of the history.
  package func holdsSecret(_ source: String) -> Bool {
    let secrets = database.schema.service.entities.flatMap(\.fields).filter(\.isSecret).map(\.name)
    return (secrets + ["check_key", "api key"]).contains { source.contains($0) }
  }
}
