import Catalogue
import Engine
import JSON

// Stored values.
extension Probe {
  /// Values that cannot be read as their kind. Public keys have checks of their own.
  package static let unreadableValues = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities where !entity.entity.isLog {
      var columns: [(field: BoundField, term: String)] = []
      for field in entity.fields where field.kind != .publicKey {
        if let term = term(of: field) { columns.append((field, term)) }
      }
      let statement = try transaction.database.statement(
        "SELECT " + (["t0.id"] + columns.map(\.term)).joined(separator: ", ") + from(entity) + " ORDER BY t0.id")
      while try statement.next() {
        var place: Int32 = 0
        for (field, _) in columns {
          place += 1
          if Decoding.isReadable(statement, place, as: field.kind, isLarge: field.field.has(.large)) { continue }
          // Another check finds those.
          if field.isOlderSpelling(statement, place) { continue }
          try defects.add(
            entity, statement.integer(0), field: field.name, place: entity.place(of: field.name),
            note: "expected \(field.kind.article), found \(found(field, statement, place))")
        }
      }
    }
  }

  private static func found(_ field: BoundField, _ statement: borrowing Statement, _ column: Int32) -> String {
    switch statement.stored(column) {
    case .null: return "nothing"
    case .blob: return "bytes"
    case .integer, .real, .text:
      return field.field.isSecret || field.field.has(.large) ? "something else" : statement.value(column).shown
    }
  }

  /// Words that the server does not know, in fields that have a few words only.
  package static let unknownWords = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      for field in entity.fields {
        guard let words = field.words, let term = term(of: field) else { continue }
        let statement = try transaction.database.statement(
          "SELECT t0.id, \(term)" + from(entity)
            + " WHERE \(term) IS NOT NULL AND \(term) NOT IN (\(words.map(literal).joined(separator: ", ")))"
            + " ORDER BY t0.id")
        while try statement.next() {
          let value = statement.value(1)
          try defects.add(
            entity, statement.integer(0), field: field.name, place: entity.place(of: field.name),
            note: "is \(value.shown)")
        }
      }
    }
  }

  /// Numbers that are outside of their field's range.
  package static let numbersOutOfRange = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      for field in entity.fields {
        guard let range = field.range, let term = term(of: field) else { continue }
        let statement = try transaction.database.statement(
          "SELECT t0.id, \(term)" + from(entity)
            + " WHERE \(term) < \(range.lowerBound) OR \(term) > \(range.upperBound) ORDER BY t0.id")
        while try statement.next() {
          // Text sorts after every number. It has a check of its own.
          guard let number = statement.value(1).integer else { continue }
          try defects.add(
            entity, statement.integer(0), field: field.name, place: entity.place(of: field.name),
            note: "is \(number), and should be from \(range.lowerBound) to \(range.upperBound)")
        }
      }
    }
  }

  /// Texts without the form of their field. Secrets are left out: most are stored as a hash.
  package static let malformedTexts = Probe { (transaction, _, defects) throws(Failure) in
    for entity in transaction.model.entities {
      for field in entity.fields where !field.field.isSecret {
        guard let (form, complaint) = field.form, let term = term(of: field) else { continue }
        let statement = try transaction.database.statement("SELECT t0.id, \(term)" + from(entity) + " ORDER BY t0.id")
        while try statement.next() {
          guard let text = statement.text(1), !form.matches(text) else { continue }
          try defects.add(
            entity, statement.integer(0), field: field.name, place: entity.place(of: field.name),
            note: "\(Encoding.shown(.string(text))) \(complaint)")
        }
      }
    }
  }

  /// The SQL of a field that has a column of its own, or one in the parent's table.
  private static func term(of field: BoundField) -> String? {
    switch field.source {
    case .own(let column): "t0.\(quoted(column))"
    case .parent(let column): "p.\(quoted(column))"
    case .first, .derived, .change: nil
    }
  }

  private static func from(_ entity: BoundEntity) -> String {
    " FROM \(quoted(entity.table)) t0"
      + (entity.parent.map { " LEFT JOIN \(quoted($0.table)) p ON p.id = t0.id" } ?? "")
  }
}

extension BoundField {
  var form: (TextForm, complaint: String)? {
    for (rule, _) in rules { if case .form(let form) = rule.test { return (form, rule.complaint) } }
    return nil
  }

  fileprivate var range: ClosedRange<Int64>? {
    for (rule, _) in rules { if case .number(let range) = rule.test { return range } }
    return nil
  }

  var words: [String]? {
    for (rule, _) in rules { if case .oneOf(let words) = rule.test { return words } }
    return nil
  }
}
