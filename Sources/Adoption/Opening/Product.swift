package import Catalogue
package import JSON
import Vocabulary

/// What this module knows of the product whose databases it opens.
package struct Product: Sendable {
  /// The name in the message `no … database`.
  package let name: String
  package let catalogue: Catalogue
  /// What a new file holds, by generation.
  package let fresh: [Int: FreshFile]
  /// The generation of a new file for which none is named.
  package let usual: Int
  /// The tables that every file of the product has. A file with none of them belongs to something else.
  package let tables: [String]
  /// Every file also has at least one of these tables. No such table is needed if the list is empty.
  package let oneOfTables: [String]
  package let unsupported: [Unsupported]
  package let leftovers: [Leftover]
  package let neededWords: [NeededWords]
  package let lookups: [Lookup]

  package init(
    name: String, catalogue: Catalogue, fresh: [Int: FreshFile], usual: Int, tables: [String],
    oneOfTables: [String] = [], unsupported: [Unsupported] = [], leftovers: [Leftover] = [],
    neededWords: [NeededWords] = [], lookups: [Lookup] = []
  ) {
    (self.name, self.catalogue, self.fresh, self.usual, self.tables) = (name, catalogue, fresh, usual, tables)
    (self.oneOfTables, self.unsupported) = (oneOfTables, unsupported)
    (self.leftovers, self.neededWords, self.lookups) = (leftovers, neededWords, lookups)
  }
}

extension Product {
  /// What a new database of that generation holds.
  /// - Parameter generation: nil for the usual one.
  /// - Throws: `parameters` for an unknown one.
  func fresh(_ generation: Int?) throws(Failure) -> FreshFile {
    let known = fresh.keys.sorted()
    guard let found = fresh[generation ?? usual] else {
      let others = known.dropLast().map { String($0) }.joined(separator: ", ")
      let words = others.isEmpty ? "" : others + " or "
      throw Failure(.parameters, "unknown layout '\(generation ?? 0)': \(words)\(known.last ?? 0)")
    }
    return found
  }

  /// What a new database of one generation holds.
  package struct FreshFile: Sendable {
    /// The statements that make its tables in a file, in order.
    package let tables: [String]
    /// The statements that make its types of words on a PostgreSQL server, before its tables.
    package let serverTypes: [String]
    /// The statements that make its tables on a PostgreSQL server, in order.
    package let serverTables: [String]
    /// Makes the rows when they are needed: most files that are opened exist already.
    private let makeRows: @Sendable () -> [Row]
    package var rows: [Row] { makeRows() }

    package init(
      tables: [String], serverTypes: [String] = [], serverTables: [String] = [],
      rows: @autoclosure @escaping @Sendable () -> [Row] = []
    ) {
      (self.tables, self.serverTypes, self.serverTables) = (tables, serverTypes, serverTables)
      makeRows = rows
    }
  }

  /// A row of a new file: the values of its columns, integers, text or null.
  package struct Row: Sendable {
    package let table: String
    package let columns: JSON.Object

    package init(_ table: String, _ columns: [JSON.Member]) {
      (self.table, self.columns) = (table, JSON.Object(columns))
    }
  }

  /// A kind of database that is refused, though it is one of the product or its neighbour.
  package struct Unsupported: Sendable {
    /// A database with one of these is of this kind.
    package let signs: [Field.Presence]
    /// The rest of the message, after `'NAME' is`.
    package let words: String
    /// Whether it is no database of the product, which is refused even without any of its tables.
    package let isNeighbour: Bool

    package init(_ words: String, signs: [Field.Presence], isNeighbour: Bool = false) {
      (self.words, self.signs, self.isNeighbour) = (words, signs, isNeighbour)
    }
  }

  /// Data that an older generation of the server left in a file, and that the newer one never reads after it has
  /// upgraded the file in place.
  package struct Leftover: Sendable {
    package enum Place: Sendable {
      /// Rows of the table, if the file also has the table `beside`.
      case rows(of: String, beside: String)
      /// Rows of the table that have a value in the older column, and none in the newer one.
      case values(of: String, older: String, newer: String)
    }

    let place: Place
    /// The warning for the administrator, one sentence.
    package let warning: String

    package init(_ place: Place, _ warning: String) { (self.place, self.warning) = (place, warning) }
  }

  /// Words that a column must be able to hold. On a server that has a type for them, an upgrade in place may not have
  /// added them to it.
  package struct NeededWords: Sendable {
    let table: String
    let column: String
    let words: [String]
    /// The words are needed in a database with this table.
    let beside: String

    package init(_ words: [String], table: String, column: String, beside: String) {
      (self.words, self.table, self.column, self.beside) = (words, table, column, beside)
    }
  }

  /// The columns of a table by which records are looked up.
  package struct Lookup: Sendable {
    package let table: String
    package let columns: [String]
    /// Whether each row consists of a pair of ids only.
    package let isPairs: Bool

    package init(_ table: String, _ columns: [String], isPairs: Bool = false) {
      (self.table, self.columns, self.isPairs) = (table, columns, isPairs)
    }
  }
}
