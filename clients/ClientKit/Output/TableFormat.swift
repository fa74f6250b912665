package import JSON

/// Columns for people. The first page decides the widths, so that a long list needs no memory for its end.
package struct TableFormat: Format {
  private var columns: [Column]
  private let style: Style
  private var widths: [Int] = []
  private var isBegun = false
  /// The columns for which there was no room.
  package private(set) var leftOut: [String] = []

  private static let gap = 2
  /// A list of names is cut to so many columns, where nobody asked for it.
  private static let namesColumnsMax = 32
  /// So are bytes.
  private static let bytesColumnsMax = 16
  /// Names are not cut to less, as long as other columns can be left out.
  private static let nameColumnsMin = 32

  package init(_ columns: [Column], _ style: Style) { (self.columns, self.style) = (columns, style) }

  package mutating func add(_ items: [JSON], to text: inout String) {
    guard !items.isEmpty else { return }
    if columns.isEmpty, let members = items.first?.object?.members { columns = members.map { Column($0.key) } }
    guard !columns.isEmpty else {
      for item in items { text += style.safe(Cell.text(item)) + "\n" }
      return
    }
    var rows = items.map { item in columns.map { cell($0, item) } }
    if !isBegun {
      isBegun = true
      lay(&rows)
      if style.hasHeader { header(&text) }
    }
    for row in rows { line(row, &text) }
  }

  package mutating func finish(_ text: inout String) {}

  /// One record stands upright: a field a line.
  package mutating func record(_ value: JSON, to text: inout String) {
    guard case .object(let object) = value else {
      text += style.safe(Cell.text(value), keepLines: true) + "\n"
      return
    }
    let fields = columns.isEmpty ? object.members.map { Column($0.key) } : columns
    let width = style.hasHeader ? (fields.map { DisplayWidth.of($0.path) }.max() ?? 0) + Self.gap : 0
    let margin = "\n" + String(repeating: " ", count: width)
    for field in fields {
      let value = (columns.isEmpty ? object[field.path] : value.at(field.path)) ?? .null
      if style.hasHeader { text += style.paint(DisplayWidth.padded(field.path, to: width), .bold) }
      let written = Cell.text(value, separator: ", ")
      var shown = style.safe(field.isMoment ? Cell.moment(written) : written, keepLines: true)
      if field.isBase64, let room = style.width { shown = DisplayWidth.cut(shown, to: max(1, room - width)) }
      let isDamaged = value.isNull && object.damaged.contains(field.path)
      text += isDamaged ? style.paint("(damaged)", .red) : shown.isEmpty ? "-" : shown.replacing("\n", with: margin)
      text += "\n"
    }
  }

  /// What stands in a row and a column.
  private enum Content {
    case text(String)
    /// How many there are is never cut off.
    case names(NameList, columnsMax: Int)

    func fitted(to columns: Int?) -> String {
      switch self {
      case .text(let text): columns.map { DisplayWidth.cut(text, to: $0) } ?? text
      case .names(let names, let max): names.fitted(to: min(columns ?? max, max))
      }
    }
  }

  private func cell(_ column: Column, _ item: JSON) -> Content {
    let value = item.at(column.path) ?? .null
    if value.isNull, item.object?.damaged.contains(column.path) == true { return .text("(damaged)") }
    if let items = value.array, let names = NameList(items) {
      guard !names.names.isEmpty else { return .text("-") }
      let safe = names.mapped { Escape.controls(in: $0) }
      return .names(safe, columnsMax: isCut(column) ? Self.namesColumnsMax : Int.max)
    }
    let text = Cell.text(value, separator: ", ")
    let shown = text.isEmpty ? "-" : Escape.controls(in: column.isMoment ? Cell.moment(text) : text)
    return .text(column.isBase64 && isCut(column) ? DisplayWidth.cut(shown, to: Self.bytesColumnsMax) : shown)
  }

  /// Whether long contents are cut, also where there is room.
  private func isCut(_ column: Column) -> Bool { column.importance != nil && !style.isWide }

  /// Chooses columns and widths by the first rows, and leaves out the cells of columns that are not chosen.
  private mutating func lay(_ rows: inout [[Content]]) {
    var natural = columns.indices.map { place in
      rows.reduce(style.hasHeader ? DisplayWidth.of(columns[place].path) : 0) {
        max($0, DisplayWidth.of($1[place].fitted(to: nil)))
      }
    }
    // A column that nobody asked for and that says nothing is only in the way.
    var chosen = columns.indices.filter { place in
      columns[place].importance == nil || style.isWide || rows.contains { $0[place].fitted(to: nil) != "-" }
    }
    if let width = style.width {
      chosen = fitting(chosen, natural, width)
      natural = shrunk(natural, chosen, to: width - mark)
    }
    rows = rows.map { row in chosen.map { row[$0] } }
    (columns, widths) = (chosen.map { columns[$0] }, chosen.map { natural[$0] })
  }

  /// The room of the ellipsis that stands for the columns that were left out.
  private var mark: Int { leftOut.isEmpty ? 0 : Self.gap + 1 }

  /// The least that a column needs: numbers and moments are not cut.
  private func least(_ place: Int, _ natural: [Int]) -> Int {
    let column = columns[place]
    if column.isNumber || column.isMoment { return natural[place] }
    return min(natural[place], column.isName ? Self.nameColumnsMin : 12)
  }

  /// Leaves out what would be missed least until the rest has room.
  private mutating func fitting(_ places: [Int], _ natural: [Int], _ width: Int) -> [Int] {
    var places = places
    while places.count > 1 {
      let needed = places.reduce(-Self.gap + mark) { $0 + least($1, natural) + Self.gap }
      let candidates = places.filter { columns[$0].importance != nil }
      guard needed > width,
        let last = candidates.reversed().min(by: { columns[$0].importance ?? 0 < columns[$1].importance ?? 0 })
      else { break }
      places.removeAll { $0 == last }
      leftOut.append(columns[last].path)
    }
    return places
  }

  /// Gives every column its least, then lets those grow that want more, the narrow ones first.
  private func shrunk(_ natural: [Int], _ places: [Int], to width: Int) -> [Int] {
    var widths = natural
    for place in places { widths[place] = least(place, natural) }
    var left = width - places.reduce(-Self.gap) { $0 + widths[$1] + Self.gap }
    if left < 0, places.count == 1, columns[places[0]].isName { widths[places[0]] = max(1, width) }
    while left > 0 {
      let wanting = places.filter { widths[$0] < natural[$0] }
      guard let narrow = wanting.min(by: { widths[$0] < widths[$1] }) else { break }
      widths[narrow] += 1
      left -= 1
    }
    return widths
  }

  private func header(_ text: inout String) {
    var line = ""
    for place in columns.indices {
      append(.text(columns[place].path), place, isLast: place == columns.count - 1, to: &line)
    }
    text += style.paint(line + (leftOut.isEmpty ? "" : "  …"), .bold) + "\n"
  }

  private func line(_ cells: [Content], _ text: inout String) {
    for place in cells.indices { append(cells[place], place, isLast: place == cells.count - 1, to: &text) }
    text += "\n"
  }

  private func append(_ cell: Content, _ place: Int, isLast: Bool, to text: inout String) {
    let shown = cell.fitted(to: style.width == nil ? nil : widths[place])
    let space = String(repeating: " ", count: max(0, widths[place] - DisplayWidth.of(shown)))
    if columns[place].isNumber {
      text += space + shown
    } else {
      text += shown + (isLast ? "" : space)
    }
    if !isLast { text += String(repeating: " ", count: Self.gap) }
  }
}

extension JSON.Object {
  /// The names of the fields that could not be read.
  package var damaged: [String] { self["damaged"]?.array?.compactMap(\.string) ?? [] }
}
