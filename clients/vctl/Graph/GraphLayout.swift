/// Where everything in a picture stands, in pixels: columns from left to right, and records without links in rows below.
/// Equal graphs have equal layouts, and no two boxes have a point in common.
struct GraphLayout {
  struct Box {
    let record: Int
    let x: Double
    let y: Double
    let width: Double
  }

  struct Line {
    let link: Int
    /// From the start to the end: a gap between columns, and then by turns the width of a column and a gap.
    let points: [(x: Double, y: Double)]
    /// Where it goes up or down, in each of the gaps.
    let bends: [Double]
    /// Where its label stands.
    let middle: (x: Double, y: Double)
  }

  private(set) var boxes: [Box] = []
  private(set) var lines: [Line] = []
  private(set) var width = 0.0
  private(set) var height = 0.0

  static let boxHeight = 42.0
  static let (titleSize, noteSize) = (13.0, 11.0)
  static let padding = 12.0
  /// The widest text.
  private static let textMax = 280.0
  private static let margin = 24.0
  private static let gap = 10.0
  private static let passingHeight = 14.0
  private static let gapWidths = 110.0...380.0
  private static let laneWidth = 4.0

  private let graph: RecordGraph
  private let layers: GraphLayers
  /// The middles of the items.
  private var middles: [GraphLayers.Item: Double] = [:]

  init(_ graph: RecordGraph) {
    self.graph = graph
    layers = GraphLayers(graph)
    placeUpright()
    placeBoxes()
    placeLoners()
    (width, height) = (width + Self.margin, height + Self.margin)
  }

  /// The texts of a record, as far as there is room.
  static func texts(_ record: RecordGraph.Record) -> (title: String, note: String) {
    (
      TextExtent.cut(record.label, to: textMax / titleSize), TextExtent.cut(record.note, to: textMax / noteSize)
    )
  }

  private func boxWidth(_ records: [Int]) -> Double {
    let widest = records.map { place in
      let (title, note) = Self.texts(graph.records[place])
      return max(TextExtent.of(title) * Self.titleSize, TextExtent.of(note) * Self.noteSize)
    }.max()
    return ((widest ?? 0) + 2 * Self.padding).rounded(.up)
  }

  private func height(_ item: GraphLayers.Item) -> Double {
    if case .record = item { Self.boxHeight } else { Self.passingHeight }
  }
}

// Up and down.
extension GraphLayout {
  /// The longest column is filled without gaps. The others follow it, and then all follow each other.
  private mutating func placeUpright() {
    let columns = layers.columns
    for column in columns {
      var y = 0.0
      for item in column {
        middles[item] = y + height(item) / 2
        y += height(item) + Self.gap
      }
    }
    let lengths = columns.map { $0.reduce(0) { $0 + height($1) + Self.gap } }
    guard let longest = lengths.indices.max(by: { lengths[$0] < lengths[$1] }) else { return }
    for place in stride(from: longest - 1, through: 0, by: -1) { align(columns[place], to: layers.after) }
    for place in columns.indices where place > longest { align(columns[place], to: layers.before) }
    for _ in 0..<3 {
      for place in columns.indices.dropFirst() { align(columns[place], to: layers.before) }
      for place in columns.indices.dropLast().reversed() { align(columns[place], to: layers.after) }
    }
    let top = middles.map { $0.value - height($0.key) / 2 }.min() ?? 0
    for (item, middle) in middles { middles[item] = (middle - top + Self.margin).rounded() }
    height = middles.map { $0.value + height($0.key) / 2 }.max() ?? 0
  }

  /// Moves the items of a column as near as possible to the means of what they are linked to, in their order and
  /// without overlap: the places with the least squares, by pooling neighbours that would overlap.
  private mutating func align(_ column: [GraphLayers.Item], to neighbours: [GraphLayers.Item: [GraphLayers.Item]]) {
    var offset = 0.0
    var offsets: [Double] = []
    var pools: [(sum: Double, count: Int)] = []
    for (place, item) in column.enumerated() {
      if place > 0 { offset += (height(column[place - 1]) + height(item)) / 2 + Self.gap }
      offsets.append(offset)
      let linked = (neighbours[item] ?? []).compactMap { middles[$0] }
      let wanted = linked.isEmpty ? middles[item] ?? 0 : linked.reduce(0, +) / Double(linked.count)
      pools.append((wanted - offset, 1))
      while pools.count > 1, let last = pools.last,
        mean(pools[pools.count - 2]) > mean(last)
      {
        pools.removeLast()
        let before = pools.removeLast()
        pools.append((before.sum + last.sum, before.count + last.count))
      }
    }
    var place = 0
    for pool in pools {
      for _ in 0..<pool.count {
        middles[column[place]] = mean(pool) + offsets[place]
        place += 1
      }
    }
  }

  private func mean(_ pool: (sum: Double, count: Int)) -> Double { pool.sum / Double(pool.count) }
}

// From left to right.
extension GraphLayout {
  private mutating func placeBoxes() {
    var x = Self.margin
    var spans: [(left: Double, right: Double)] = []
    var lanes: [[GraphLayers.Item: Double]] = []
    for (place, column) in layers.columns.enumerated() {
      let records = column.compactMap { if case .record(let record) = $0 { record } else { nil } }
      let wide = boxWidth(records)
      for record in records {
        let y = (middles[.record(record)] ?? 0) - Self.boxHeight / 2
        boxes.append(Box(record: record, x: x, y: y, width: wide))
      }
      spans.append((x, x + wide))
      width = x + wide
      let gap = self.lanes(behind: place)
      lanes.append(gap.places.mapValues { width + $0 })
      x = width + gap.width
    }
    for place in graph.links.indices { line(place, spans, lanes) }
  }

  /// The lines of one record go up and down in a lane of their own: of a start or an end, whichever column has fewer.
  /// - Returns: the places of the lanes in the gap behind a column, and how wide it is.
  private func lanes(behind column: Int) -> (places: [GraphLayers.Item: Double], width: Double) {
    guard column + 1 < layers.columns.count else { return ([:], 0) }
    let (starts, ends) = (layers.columns[column], layers.columns[column + 1])
    let items = starts.count <= ends.count ? starts.filter { layers.after[$0] != nil } : ends
    let needed = 2 * Self.margin + Double(items.count) * Self.laneWidth
    let width = min(max(needed, Self.gapWidths.lowerBound), Self.gapWidths.upperBound)
    let step = (width - 2 * Self.margin) / Double(max(items.count, 1))
    let places = items.enumerated().map { ($1, Self.margin + (Double($0) + 0.5) * step) }
    return (Dictionary(uniqueKeysWithValues: places), width)
  }

  private mutating func line(
    _ place: Int, _ spans: [(left: Double, right: Double)], _ lanes: [[GraphLayers.Item: Double]]
  ) {
    let link = graph.links[place]
    guard let first = layers.column(of: link.start), let last = layers.column(of: link.end) else { return }
    var items = [GraphLayers.Item.record(link.start)]
    if first < last { items += (first + 1..<last).map { .passing(link: place, column: $0) } }
    items.append(.record(link.end))
    var points: [(x: Double, y: Double)] = []
    var bends: [Double] = []
    for (start, end) in zip(items, items.dropFirst()) {
      let from = min(first + bends.count, spans.count - 1)
      let to = first < last ? from + 1 : last
      points += [(spans[from].right, middles[start] ?? 0), (spans[to].left, middles[end] ?? 0)]
      bends.append(lanes[from][start] ?? lanes[from][end] ?? (spans[from].right + spans[to].left) / 2)
    }
    let passed = points.count > 2
    let ends = passed ? (points[1], points[2]) : (points[0], points[1])
    let middle = ((ends.0.x + ends.1.x) / 2, (ends.0.y + ends.1.y) / 2)
    lines.append(Line(link: place, points: points, bends: bends, middle: middle))
  }

  /// Records without a link stand in rows below the others.
  private mutating func placeLoners() {
    guard !layers.loners.isEmpty else { return }
    let wide = boxWidth(layers.loners)
    let step = wide + 2 * Self.gap
    let top = boxes.isEmpty ? Self.margin : height + 3 * Self.gap
    let perRow = max(4, Int((width - Self.margin + 2 * Self.gap) / step))
    for (place, record) in layers.loners.enumerated() {
      let (row, column) = place.quotientAndRemainder(dividingBy: perRow)
      let (x, y) = (Self.margin + Double(column) * step, top + Double(row) * (Self.boxHeight + Self.gap))
      boxes.append(Box(record: record, x: x, y: y, width: wide))
      (width, height) = (max(width, x + wide), max(height, y + Self.boxHeight))
    }
  }
}
