import Catalogue
import Engine
import Store
import Vocabulary

/// What a copy of a database on another engine gets.
///
/// It has the tables of a new database of the same generation. What an upgrade in place has left in the original, older
/// tables and columns, is declared as the older generation declares it, so that nothing of it is lost.
struct MovePlan {
  let generation: Int
  /// The statements that make the types.
  let types: [String]
  private(set) var shapes: [TableShape]
  /// The tables whose rows are copied, ours the last.
  private(set) var tables: [MovedTable] = []
  private let layout: Layout

  init(_ layout: Layout, _ product: Product, on target: any MoveTarget) throws(Failure) {
    self.layout = layout
    generation = product.catalogue.generation(of: layout)
    let fresh = target.declarations(of: try product.fresh(generation))
    let present = try DeclaredTables(fresh)
    (types, shapes) = (fresh.types, present.shapes)
    var others: [DeclaredTables] = []
    for (number, file) in product.fresh.sorted(by: { $0.key > $1.key }) where number != generation {
      others.append(try DeclaredTables(target.declarations(of: file)))
    }
    addOlderParts(others)
    for shape in shapes where layout.has(shape.name) {
      tables.append(try Self.table(shape, present.types, layout, target.session.dialect))
    }
    tables += MovedTable.own(layout)
  }

  private mutating func addOlderParts(_ others: [DeclaredTables]) {
    for (table, columns) in layout.columns.sorted(by: { $0.key < $1.key }) {
      let known = others.compactMap { $0[table] }
      if !shapes.contains(where: { $0.name == table }), let shape = known.first { shapes.append(shape) }
      guard let place = shapes.firstIndex(where: { $0.name == table }) else { continue }
      for name in columns where !shapes[place].has(name) {
        let column = known.lazy.compactMap { $0.columns.first { $0.name == name } }.first
        if let column { shapes[place].columns.append(column) }
      }
    }
    // An older table may refer to one that is not there.
    let names = Set(shapes.map(\.name))
    for place in shapes.indices {
      shapes[place].constraints.removeAll {
        if case .reference(_, let table) = DeclaredConstraint($0) { !names.contains(table) } else { false }
      }
    }
  }

  private static func table(
    _ shape: TableShape, _ types: [TypeOfWords], _ layout: Layout, _ dialect: any Dialect
  ) throws(Failure) -> MovedTable {
    var columns: [MovedTable.Column] = []
    for column in shape.columns where layout.has(shape.name, column.name) {
      guard let kind = ColumnKind(column.declaration, types: types, integers: dialect.integers) else {
        throw Failure(
          .internal, "nobody knows what the column '\(shape.name).\(column.name)' holds", detail: column.declaration)
      }
      columns.append(MovedTable.Column(name: column.name, kind: kind))
    }
    return MovedTable(name: shape.name, columns: columns, key: shape.has("id") ? "id" : nil)
  }

  /// The statements that make the tables before their rows come, and those that add references when all rows are there.
  /// - Parameter isEnforced: whether the engine refuses a row that refers to a later one.
  func statements(isEnforced: Bool) -> (before: [String], after: [String]) {
    guard isEnforced else { return (types + shapes.map(\.sql), []) }
    var (before, after): ([String], [String]) = (types, [])
    for shape in shapes {
      var bare = shape
      bare.constraints.removeAll { DeclaredConstraint($0).isReference }
      before.append(bare.sql)
      after += shape.constraints.filter { DeclaredConstraint($0).isReference }
        .map { "ALTER TABLE \(quoted(shape.name)) ADD \($0)" }
    }
    return (before, after)
  }

  /// Tables and columns of the original that have no place in the copy: they belong to other programs.
  var strangers: (tables: [String], columns: [(table: String, column: String)]) {
    var (tables, columns): ([String], [(table: String, column: String)]) = ([], [])
    for (table, names) in layout.columns.sorted(by: { $0.key < $1.key }) where !Self.isOfDatabase(table) {
      guard let shape = shapes.first(where: { $0.name == table }) else {
        tables.append(table)
        continue
      }
      columns += names.filter { !shape.has($0) }.map { (table, $0) }
    }
    return (tables, columns)
  }

  /// Whether the engine or the daemon made the table for itself.
  static func isOfDatabase(_ table: String) -> Bool {
    table.hasPrefix(OwnTables.prefix) || table.hasPrefix("sqlite_")
  }
}
