import ClientKit
import JSON
import JSONRPC
import Vocabulary

/// The list of checks, for the commands that take their names.
struct CheckList {
  /// - Parameter others: the options that do not go with a list.
  init(_ arguments: CommandArguments, besides others: [String]) throws(UsageError) {
    for option in others where arguments.has(option) {
      throw UsageError("--\(option) does not go with --list")
    }
  }

  /// Writes those of the named checks that are meant; of all without a name.
  func write(_ words: [String], _ session: inout Session, _ isMeant: (JSON) -> Bool = { _ in true }) throws {
    let checks = try session.call("database.checks", [:], isChange: false)["checks"]?.array ?? []
    for word in words where !checks.contains(where: { $0["name"]?.string == word }) {
      let names = checks.compactMap { $0["name"]?.string }
      throw UsageError("unknown check '\(Escape.controls(in: word))'" + NearMiss.question(word, among: names))
    }
    let chosen = checks.filter { check in
      isMeant(check) && (words.isEmpty || words.contains(check["name"]?.string ?? ""))
    }
    let settings = session.settings
    let columns = [
      Column("name", isName: true, importance: 100), Column("severity", importance: 90), Column("finds"),
    ]
    var format = settings.format.make(columns, key: ["name"], settings.style)
    var text = ""
    format.add(chosen, to: &text)
    format.finish(&text)
    try session.output.write(text)
    try session.finish()
  }

  /// Calls a method that takes the names of checks.
  /// - Parameter list: the command that lists them, for the hint about an unknown one.
  static func call(
    _ method: String, _ params: JSON.Object, _ options: [OptionDescription], changes: Bool, list: String,
    _ session: inout Session
  ) throws -> JSON {
    do {
      return try session.call(
        method, .object(params), isChange: changes && params["dry_run"] != true, mayChange: changes)
    } catch CallFailure.refused(let refusal) {
      var ending = Ending(refusal: refusal)
      ending.hint = refusal.data?["field"] == "checks" ? "'\(list)' lists them" : refusal.hint(options)
      throw ending
    }
  }
}
