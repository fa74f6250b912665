/// The columns of a picture: each record stands in the one of its level, and each link that leads past columns gets a
/// place of its own in them, so that it crosses no record.
struct GraphLayers {
  enum Item: Hashable {
    /// The place of a record in the graph.
    case record(Int)
    /// A link passes here: its place in the graph, and which column it is.
    case passing(link: Int, column: Int)
  }

  /// From left to right; the items of each from top to bottom.
  private(set) var columns: [[Item]] = []
  /// Records without a link.
  private(set) var loners: [Int] = []
  /// The items in the columns beside an item that links lead to.
  private(set) var before: [Item: [Item]] = [:]
  private(set) var after: [Item: [Item]] = [:]

  /// The column of a record that has links.
  private let columnOfRecord: [Int: Int]

  init(_ graph: RecordGraph) {
    let linked = Set(graph.links.flatMap { [$0.start, $0.end] })
    loners = graph.records.indices.filter { !linked.contains($0) }
    let levels = Set(linked.map { graph.records[$0].level }).sorted()
    let columnOfLevel = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
    func column(_ record: Int) -> Int { columnOfLevel[graph.records[record].level] ?? 0 }
    columnOfRecord = Dictionary(uniqueKeysWithValues: linked.map { ($0, column($0)) })

    for (place, link) in graph.links.enumerated() {
      let (first, last) = (column(link.start), column(link.end))
      guard first < last else { continue }
      let passed = (first + 1..<last).map { Item.passing(link: place, column: $0) }
      let way = [.record(link.start)] + passed + [.record(link.end)]
      for (start, end) in zip(way, way.dropFirst()) {
        after[start, default: []].append(end)
        before[end, default: []].append(start)
      }
    }
    columns = Array(repeating: [], count: levels.count)
    fill(graph.records.indices.filter { linked.contains($0) }, column)
    // The lines of trees do not cross yet.
    guard before.values.contains(where: { $0.count > 1 }) else { return }
    for _ in 0..<4 {
      for place in columns.indices.dropFirst() { sort(place, by: before, in: columns[place - 1]) }
      for place in columns.indices.dropLast().reversed() { sort(place, by: after, in: columns[place + 1]) }
    }
    // What belongs to one record stands together, whatever it leads to.
    for place in columns.indices.dropFirst() { sort(place, by: before, in: columns[place - 1]) }
  }

  func column(of record: Int) -> Int? { columnOfRecord[record] }

  /// Places the items as they are found along the links, so that trees have no crossing.
  private mutating func fill(_ records: [Int], _ column: (Int) -> Int) {
    var seen: Set<Item> = []
    for start in records.sorted(by: { (column($0), $0) < (column($1), $1) }) {
      var rest = [Item.record(start)]
      while let item = rest.popLast() {
        guard seen.insert(item).inserted else { continue }
        switch item {
        case .record(let record): columns[column(record)].append(item)
        case .passing(_, let column): columns[column].append(item)
        }
        rest += (after[item] ?? []).reversed()
      }
    }
  }

  /// Sorts a column by the mean place of what its items are linked to.
  private mutating func sort(_ place: Int, by neighbours: [Item: [Item]], in other: [Item]) {
    let places = Dictionary(uniqueKeysWithValues: other.enumerated().map { ($1, $0) })
    let items = columns[place]
    let keys = items.enumerated().map { index, item -> Double in
      let found = (neighbours[item] ?? []).compactMap { places[$0] }
      guard !found.isEmpty else { return Double(index) * Double(other.count) / Double(items.count) }
      return Double(found.reduce(0, +)) / Double(found.count)
    }
    columns[place] = items.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { items[$0] }
  }
}
