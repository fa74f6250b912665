import ClientKit
import JSON

/// The answer to a question, as a person reads it: `yes` or `no`, and then what else the answer holds.
enum QuestionText {
  /// - Returns: nil for a method that asks none.
  static func of(_ answer: JSON, _ method: MethodDescription, _ entity: EntityDescription, _ style: Style) -> String? {
    guard let question = method.question, var rest = answer.object else { return nil }
    let said = rest[question] ?? .null
    rest[question] = nil
    guard isYes(said) else { return "no\n" }
    let shown: JSON = said.object == nil ? .object(rest) : said
    guard shown.object?.members.isEmpty == false else { return "yes\n" }
    var text = "yes\n"
    var format = TableFormat(Column.upright(shown, entity), style)
    format.record(shown, to: &text)
    return text
  }

  static func isYes(_ said: JSON) -> Bool { !(said == false || said.isNull) }
}
