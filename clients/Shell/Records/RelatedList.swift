import ClientKit
import ShellLanguage

/// The records of a relation as a list of the language; its changes are saved with the record.
final class RelatedList: ListSource {
  private let record: Record
  private let relation: RelationDescription

  init(_ record: Record, _ relation: RelationDescription) { (self.record, self.relation) = (record, relation) }

  func elements() throws(ShellError) -> [Value] { try record.referred(many: relation) }

  func replace(_ range: Range<Int>, with values: [Value]) throws(ShellError) {
    var all = try elements()
    all.replaceSubrange(range, with: values)
    try record.setList(relation, to: .list(all))
  }
}
