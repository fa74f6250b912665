import ClientKit
import ShellLanguage

extension Shell {
  /// What may stand at the end of a line, and the part of it that is typed already.
  package func completions(of line: String) -> (prefix: String, words: [String]) {
    let context = CompletionContext.of(line)
    if case .argumentText(let site) = context.kind { return (context.prefix, names(for: site, context.prefix)) }
    return (context.prefix, interpreter.completions(for: context))
  }

  /// Names of records that begin so, for the quotes in `db.Organization.get_by_name("…")` and in
  /// `db.User(organization="…")`.
  private func names(for site: CompletionContext.CallSite, _ prefix: String) -> [String] {
    guard let parts = site.callee?.split(separator: ".").map(String.init), parts.count > 1, parts[0] == "db",
      let shape = database.schema.shape(className: parts[1])
    else { return [] }
    if parts.count == 2, let keyword = site.keyword, case .relation(let relation)? = shape.member(keyword) {
      return database.schema.shape(relation.target).map { names(of: $0, prefix) } ?? []
    }
    guard parts.count == 3, let field = shape.entity.key.first, ClassName.words(parts[2]).hasSuffix("_by_" + field)
    else { return [] }
    return names(of: shape, prefix)
  }

  private func names(of shape: Shape, _ prefix: String) -> [String] {
    guard let field = shape.entity.key.first else { return [] }
    return (try? database.names(shape, field, beginningWith: prefix)) ?? []
  }

  /// Whether a statement does nothing but end the session.
  package func isFarewell(_ source: String) -> Bool {
    source.wholeMatch(of: #/\s*(exit|quit)\s*(\([^()]*\))?\s*/#) != nil
  }

  /// Whether a statement may hold a secret: it is kept out of the history.
  package func holdsSecret(_ source: String) -> Bool {
    let secrets = database.schema.service.entities.flatMap(\.fields).filter(\.isSecret).map(\.name)
    let source = source.lowercased()
    return (secrets + ["passw", "pw", "secret", "apikey", "api key", "check_key"]).contains { source.contains($0) }
  }
}
