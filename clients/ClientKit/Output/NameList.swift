package import JSON

/// Records of a relation to many, or other values of a list, as a cell shows them.
package struct NameList: Sendable, Hashable {
  package private(set) var names: [String] = []
  /// How many there are.
  package private(set) var total: Int64 = 0

  /// Nil where a value of the list has no short text.
  package init?(_ items: [JSON], separator: String = ", ") {
    for item in items {
      if let count = item.restCount {
        total = count
      } else if let name = Cell.name(item, separator) {
        names.append(name)
      } else {
        return nil
      }
    }
    total = max(total, Int64(names.count))
  }

  /// Whether there are more than are known by name.
  var isCut: Bool { total > names.count }

  /// The same with other texts.
  func mapped(_ change: (String) -> String) -> NameList {
    var list = self
    list.names = names.map(change)
    return list
  }

  /// All names that are known; where there are more, `120:` before them says how many, and `…` follows.
  package func text(separator: String) -> String {
    let all = names.joined(separator: separator)
    return isCut ? count + all + (names.isEmpty ? "" : separator) + "…" : all
  }

  /// How many there are, and the first of them: `3: IKNL, Small Org, …`.
  package func counted(first: Int) -> String {
    guard total > 0 else { return "" }
    let shown = names.prefix(first).joined(separator: ", ")
    return count + shown + (total > first || isCut ? (shown.isEmpty ? "…" : ", …") : "")
  }

  private var count: String { "\(total): " }

  /// As many whole names as there is room for, after how many there are: `3: IKNL, …`.
  func fitted(to columns: Int) -> String {
    let separator = ", "
    let all = text(separator: separator)
    guard DisplayWidth.of(all) > columns else { return all }
    var (shown, width) = ("", DisplayWidth.of(count) + 1)
    for name in names {
      width += DisplayWidth.of(name) + separator.count
      guard width <= columns else { break }
      shown += name + separator
    }
    // A part of the first one says more than nothing.
    if shown.isEmpty, let first = names.first { return DisplayWidth.cut(count + first + separator, to: columns) }
    return DisplayWidth.cut(count + shown + "…", to: columns)
  }
}

extension JSON {
  /// How many partners a record has, where this stands for those that a list leaves out: `{"more": true, "count": 120}`.
  package var restCount: Int64? {
    guard let object, object["more"] == true, object["id"] == nil else { return nil }
    return object["count"]?.integer ?? 0
  }

  /// Whether a list left out something of the record.
  package var isCut: Bool {
    switch self {
    case .array(let items): items.last?.restCount != nil || items.contains(where: \.isCut)
    case .object(let object): object.members.contains { $0.value.isCut }
    default: false
    }
  }
}
