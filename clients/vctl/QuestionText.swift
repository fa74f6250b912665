import ClientKit
import JSON

/// The answer to a question, as a person reads it: `yes` or `no`, and then what else the answer holds.
enum QuestionText {
  /// - Returns: nil for a method that asks none.
  static func of(_ answer: JSON, _ method: MethodDescription, _ entity: EntityDescription, _ style: Style) -> String? {
    guard let question = method.question, var rest = answer.object else { return nil }
    let said = rest[question] ?? .null
    rest[question] = nil
    let answer = isYes(said)
    // What only repeats the answer, or is empty, says nothing.
    let more = rest.members.filter { $0.value != .bool(answer) && $0.value != .array([]) }
    let shown: JSON = said.object == nil ? .object(JSON.Object(more)) : said
    let word = answer ? "yes\n" : "no\n"
    guard shown.object?.members.isEmpty == false else { return word }
    var text = word
    var format = TableFormat(Column.upright(shown, entity), style)
    format.record(shown, to: &text)
    return text
  }

  static func isYes(_ said: JSON) -> Bool { !(said == false || said.isNull) }
}
