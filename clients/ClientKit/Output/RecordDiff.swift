package import JSON

/// What happened to a record, as a person reads it: `{entity, id, name, before, after}`, as dry runs and the audit log
/// have it.
///
/// A record that was made has no `before`, one that was deleted no `after`; of one that was changed, both hold just what
/// changed.
package struct RecordDiff {
  private let change: JSON
  private let style: Style
  private let isDry: Bool

  /// - Parameter isDry: it did not happen, but would.
  package init(_ change: JSON, _ style: Style, isDry: Bool = false) {
    (self.change, self.style, self.isDry) = (change, style, isDry)
  }

  /// The record's address: `user 'jane' (7)`.
  package var record: String {
    entity + " " + Cell.identified(change["id"] ?? .null, change["name"]?.string)
  }

  private var entity: String { change["entity"]?.string?.replacing("_", with: " ") ?? "record" }
  private var before: JSON.Object? { change["before"]?.object }
  private var after: JSON.Object? { change["after"]?.object }

  private var verb: String {
    if isDry { return before == nil ? "would create" : after == nil ? "would delete" : "would change" }
    return before == nil ? "created" : after == nil ? "deleted" : "changed"
  }

  /// The fields of both sides, each once, without the id.
  private var names: [String] {
    let own = (before?.members ?? []).map(\.key)
    let new = (after?.members ?? []).map(\.key).filter { before?[$0] == nil }
    return (own + new).filter { $0 != "id" }
  }

  /// A heading, and a line for each value that went and each that came; a value that was or is nothing has none.
  package var text: String {
    var text = style.paint(style.safe("\(verb) \(record)"), .bold) + "\n"
    for name in names {
      text += lines("-", name, before?[name], .red)
      text += lines("+", name, after?[name], .green)
    }
    return text
  }

  /// All of several changes.
  package static func text(of changes: [JSON], _ style: Style, isDry: Bool) -> String {
    changes.map { RecordDiff($0, style, isDry: isDry).text }.joined(separator: "\n")
  }

  private func lines(_ mark: String, _ name: String, _ value: JSON?, _ look: Style.Look) -> String {
    guard let value, !value.isNull, !isEmptySide(value, name) else { return "" }
    let shown = style.safe("\(mark) \(name): " + Self.shown(value), keepLines: true)
    let parts = shown.split(separator: "\n", omittingEmptySubsequences: false)
    return parts.enumerated().reduce(into: "") { text, part in
      var line = part.offset == 0 ? String(part.element) : "\(mark)   \(part.element)"
      if let width = style.width { line = DisplayWidth.cut(line, to: width) }
      text += style.paint(line, look) + "\n"
    }
  }

  /// Of a relation that was changed, the lists hold the partners that went and that came: none is nothing to show.
  private func isEmptySide(_ value: JSON, _ name: String) -> Bool {
    value.array?.isEmpty == true && before?[name]?.array != nil && after?[name]?.array != nil
  }

  /// Texts without letters and lists without members are something too, but would not be seen.
  private static func shown(_ value: JSON) -> String {
    let text = Cell.identified(value)
    guard text.isEmpty else { return text }
    return value.array == nil ? "\"\"" : "[]"
  }

  /// One line: what changed in few words.
  package var summary: String {
    guard before != nil, after != nil else { return verb + naming }
    let parts = names.map { name in
      let (old, new) = (before?[name] ?? .null, after?[name] ?? .null)
      guard old.array != nil || new.array != nil else { return "\(name): \(Self.brief(old)) → \(Self.brief(new))" }
      let gone = (old.array ?? []).map { " -" + Self.brief($0) }
      let came = (new.array ?? []).map { " +" + Self.brief($0) }
      return name + ":" + (came + gone).joined()
    }
    return parts.isEmpty ? verb : parts.joined(separator: ", ")
  }

  /// A line of a plan: `+ create user 'jane'`, `~ change user 'jane' (7): email: - → jane@example.org`,
  /// `- delete node 'north' (3)`. What happened already has the verb so. The id of a record that does not exist yet says
  /// nothing.
  package var planLine: String {
    let act = verb.replacing("would ", with: "")
    guard let before, let after else {
      let (isNew, name) = (before == nil, change["name"]?.string)
      let record = isNew && isDry ? entity + (name.map { " '\($0)'" } ?? "") : record
      let what = name == nil ? Self.distinction(after ?? before) : ""
      return line(isNew ? "+" : "-", "\(act) \(record)\(what)", isNew ? .green : .red)
    }
    // A part of the record may have been mended that no field shows.
    let what = before.members.isEmpty && after.members.isEmpty ? "" : ": " + summary
    return line("~", "\(act) \(record)\(what)", .yellow)
  }

  /// What tells a record without a name of its own from others: its label, and the records that it refers to.
  private static func distinction(_ side: JSON.Object?) -> String {
    let members = (side?.members ?? []).filter { $0.value["id"] != nil || ($0.key == "name" && $0.value.string != nil) }
    return members.isEmpty ? "" : ": " + members.map { "\($0.key): \(brief($0.value))" }.joined(separator: ", ")
  }

  private func line(_ sign: String, _ words: String, _ look: Style.Look) -> String {
    let line = style.safe("\(sign) \(words)")
    // Nothing is cut of what somebody is asked to agree to.
    let lines = style.width.map { WrappedText(line, width: $0, hanging: 4).lines } ?? [line]
    return lines.map { style.paint($0, look) + "\n" }.joined()
  }

  /// The first text that the record holds, most often its name, where its address has none.
  private var naming: String {
    guard change["name"]?.string == nil else { return "" }
    let members = (after ?? before)?.members ?? []
    guard let name = members.lazy.compactMap({ $0.value.string }).first(where: { !$0.isEmpty }) else { return "" }
    return " '\(DisplayWidth.cut(name, to: Self.briefColumnsMax))'"
  }

  private static let briefColumnsMax = 24

  private static func brief(_ value: JSON) -> String {
    value.isNull ? "-" : DisplayWidth.cut(shown(value), to: briefColumnsMax)
  }
}
