/// How a bare value is shown: on one line where it fits, else one element a line, as IPython does.
package struct Display {
  /// The columns that a line may take; IPython's own.
  package static let columnsMax = 79
  /// Elements after these are not shown.
  static let elementsMax = 1000

  private let budget: Budget
  private var text = ""
  private var open: [ObjectIdentifier] = []

  /// The text for `value`, without a final newline.
  ///
  /// A list of several host objects takes one line each even where it would fit.
  package static func text(of value: Value, _ budget: Budget) throws(ShellError) -> String {
    var display = Display(budget: budget)
    try display.write(value, depth: 0, column: 0, trailing: 0)
    return display.text
  }

  private init(budget: Budget) { self.budget = budget }

  private mutating func append(_ piece: String) throws(ShellError) {
    text += piece
    try budget.allocate(piece.utf8.count)
    if text.utf8.count > budget.limits.textBytesMax { try budget.checkText(text.utf8.count) }
  }

  /// Writes a value that starts at `column`, with `trailing` columns wanted after it; each level goes in by one blank.
  private mutating func write(_ value: Value, depth: Int, column: Int, trailing: Int) throws(ShellError) {
    try budget.step()
    let room = Self.columnsMax - column - trailing
    guard let parts = try parts(of: value) else {
      return try append(try Representation.of(value, budget))
    }
    if try !standApart(parts), let line = try Representation.short(value, budget, bytesMax: max(0, room) * 4),
      DisplayWidth.columns(of: line) <= room
    {
      return try append(line)
    }
    guard let container = value.container else { return }
    let identity = ObjectIdentifier(container)
    if open.contains(identity) { return try append(parts.opening + "..." + parts.closing) }
    guard open.count < Budget.nestingMax else { throw .recursion() }
    open.append(identity)
    defer { open.removeLast() }
    let newLine = ",\n" + String(repeating: " ", count: depth + 1)
    try append(parts.opening)
    for (index, entry) in parts.entries.prefix(Self.elementsMax).enumerated() {
      if index > 0 { try append(newLine) }
      var start = index == 0 ? column + 1 : depth + 1
      if let key = entry.key {
        let label = try Representation.of(key, budget) + ": "
        try append(label)
        start += DisplayWidth.columns(of: label)
      }
      let isLast = index == parts.entries.count - 1
      try write(entry.value, depth: depth + 1, column: start, trailing: isLast ? trailing + 1 : 1)
    }
    if parts.entries.count > Self.elementsMax { try append(newLine + "...") }
    try append(parts.entries.count == 1 && parts.opening == "(" ? ",)" : parts.closing)
  }

  private struct Parts {
    let opening: String
    let closing: String
    let entries: [(key: Value?, value: Value)]
  }

  private func parts(of value: Value) throws(ShellError) -> Parts? {
    switch value {
    case .list(let list):
      return Parts(opening: "[", closing: "]", entries: try list.elements().map { (nil, $0) })
    case .tuple(let tuple): return Parts(opening: "(", closing: ")", entries: tuple.elements.map { (nil, $0) })
    case .dict(let dict): return Parts(opening: "{", closing: "}", entries: dict.pairs.map { ($0.key, $0.value) })
    default: return nil
    }
  }

  /// Whether several objects that want lines of their own are among the elements, or one level below.
  private func standApart(_ parts: Parts, levels: Int = 2) throws(ShellError) -> Bool {
    var objects = 0
    for entry in parts.entries.prefix(Self.elementsMax) {
      if case .object(let object) = entry.value {
        if object.standsOnItsOwnLine { objects += 1 }
        if objects > 1 { return true }
      } else if levels > 1, let inner = try self.parts(of: entry.value), try standApart(inner, levels: levels - 1) {
        return true
      }
    }
    return false
  }
}
