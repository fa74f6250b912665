package import Catalogue
package import JSON

/// What opening a file is told of the product whose databases it opens: all that it knows of it.
package struct Product: Sendable {
  /// As it stands in `no … database`.
  package let name: String
  package let catalogue: Catalogue
  /// What a new file begins with, by generation.
  package let fresh: [Int: FreshFile]
  /// The tables that every file of the product has. A file with none of them belongs to something else.
  package let tables: [String]
  /// One of these is in every file, too.
  package let oneOfTables: [String]
  package let unsupported: [Unsupported]
  package let leftovers: [Leftover]
  package let lookups: [Lookup]

  package init(
    name: String, catalogue: Catalogue, fresh: [Int: FreshFile], tables: [String], oneOfTables: [String] = [],
    unsupported: [Unsupported] = [], leftovers: [Leftover] = [], lookups: [Lookup] = []
  ) {
    (self.name, self.catalogue, self.fresh, self.tables) = (name, catalogue, fresh, tables)
    (self.oneOfTables, self.unsupported) = (oneOfTables, unsupported)
    (self.leftovers, self.lookups) = (leftovers, lookups)
  }
}

extension Product {
  /// What a new file of one generation holds.
  package struct FreshFile: Sendable {
    /// The statements that make its tables, in order.
    package let tables: [String]
    /// Made when they are needed: most files that are opened are there already.
    private let makeRows: @Sendable () -> [Row]
    package var rows: [Row] { makeRows() }

    package init(tables: [String], rows: @autoclosure @escaping @Sendable () -> [Row] = []) {
      (self.tables, makeRows) = (tables, rows)
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

  /// Files of the product that are not opened.
  package struct Unsupported: Sendable {
    /// One of these shows that a file is such a one.
    package let signs: [Field.Presence]
    /// What such a file is, after `'FILE' is`.
    package let words: String

    package init(_ words: String, signs: [Field.Presence]) { (self.words, self.signs) = (words, signs) }
  }

  /// What an older generation of the server left in a file that a newer one upgraded in place, where the newer one never
  /// reads it again.
  package struct Leftover: Sendable {
    package enum Place: Sendable {
      /// Rows of the table, where the file has the other one.
      case rows(of: String, beside: String)
      /// Rows of the table that have a value in the older column, and none in the newer one.
      case values(of: String, older: String, newer: String)
    }

    package let place: Place
    /// What the administrator is told, a sentence.
    package let warning: String

    package init(_ place: Place, _ warning: String) { (self.place, self.warning) = (place, warning) }
  }

  /// The columns of a table by which records are looked up.
  package struct Lookup: Sendable {
    package let table: String
    package let columns: [String]
    /// Each row is a pair of ids, and has nothing else.
    package let isPairs: Bool

    package init(_ table: String, _ columns: [String], isPairs: Bool = false) {
      (self.table, self.columns, self.isPairs) = (table, columns, isPairs)
    }
  }
}
