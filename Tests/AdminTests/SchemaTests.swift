import Admin
import Catalogue
import Engine
import SQLite
import Store
import TestData
import Testing

@Suite struct SchemaTests {
  @Test("a schema is letter for letter what the real server writes", arguments: [2, 3, 4, 5])
  func text(generation: Int) throws {
    let folder = try TemporaryFolder()
    let real = try Connection(path: folder.copy(of: .of(generation: generation)), access: .readOnly)
    let rows = try real.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")
    let schema = try #require(Schema.of(generation: generation))
    #expect(schema.tables.map { [.text($0.name), .text($0.sql)] } == rows)
  }

  @Test("a schema knows its columns and its references", arguments: [2, 3, 4, 5])
  func columns(generation: Int) throws {
    let folder = try TemporaryFolder()
    let real = try Connection(path: folder.copy(of: .of(generation: generation)), access: .readOnly)
    let layout = Layout(columns: try real.tables())
    let schema = try #require(Schema.of(generation: generation))
    #expect(Layout(columns: Dictionary(uniqueKeysWithValues: schema.tables.map { ($0.name, $0.columns) })) == layout)
    for table in schema.tables {
      let rows = try real.rows(
        "SELECT \"from\" FROM pragma_foreign_key_list(?1) WHERE \"from\" <> 'id' ORDER BY 1", [.text(table.name)])
      #expect(rows.compactMap { $0[0].text } == table.foreignKeys.sorted(), "\(table.name)")
    }
  }

  @Test("the layout of a file says its generation", arguments: Sample.ofEngine)
  func generation(sample: Sample) throws {
    let folder = try TemporaryFolder()
    let connection = try Connection(path: folder.copy(of: sample), access: .readOnly)
    let expected: Int =
      switch sample {
      case .early2, .sample2, .imported2: 2
      case .sample3, .imported3: 3
      case .sample5, .upgraded4to5: 5
      default: 4
      }
    #expect(Catalogue.vantage6.generation(of: Layout(columns: try connection.tables())) == expected)
  }

  @Test("a virtual table, whose module may be missing, is left out of the layout")
  func virtualTable() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.script("CREATE TABLE plain (a, \"two words\"); CREATE VIRTUAL TABLE words USING fts5(text)")
    let layout = Layout(columns: try connection.tables())
    #expect(layout.columns["plain"] == ["a", "two words"])
    #expect(!layout.has("words"))
  }
}
