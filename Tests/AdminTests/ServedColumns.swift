/// What the API of the real server leaves in each column of what it makes, as Tests/RealServer/served saw it: the running
/// 2.3.5, 3.11.1, 4.15.2 and 5.0.3 over HTTP. A line is `layout table record column value`. The record `least` was made with as
/// little as the API takes, `all` with everything; `<…>` stands for what clocks, salts and sequences make, and for the
/// names that version 5 makes up.
enum ServedColumns {
  struct Cell: Hashable {
    let layout: Int
    let table: String
    let record: String
    let column: String
  }

  /// Values by column.
  static let cells: [Cell: String] = {
    var cells: [Cell: String] = [:]
    for line in (of2 + "\n" + of3 + "\n" + of4 + "\n" + of5).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 4).map(String.init)
      guard words.count == 5, let layout = Int(words[0]) else { continue }
      cells[Cell(layout: layout, table: words[1], record: words[2], column: words[3])] = words[4]
    }
    return cells
  }()

  /// Where we leave something else on purpose: what, and why.
  static let differences: [(layouts: ClosedRange<Int>, table: String, column: String, ours: String, why: String)] = [
    (2...5, "organization", "domain", "NULL", nobodySaid), (2...5, "organization", "address1", "NULL", nobodySaid),
    (2...5, "organization", "zipcode", "NULL", nobodySaid), (2...5, "organization", "country", "NULL", nobodySaid),
    (2...5, "organization", "_public_key", "NULL", nobodySaid), (2...5, "task", "name", "NULL", nobodySaid),
    (2...5, "task", "description", "NULL", nobodySaid), (5...5, "organization", "address2", "NULL", nobodySaid),
    (2...3, "task", "database", "NULL", "nodes of 2.x and 3.x take null, '' and 'default' for the same database"),
    (
      2...3, "collaboration", "encrypted", "1",
      "the models' own default, and what 4.x makes everybody say: without encryption must be asked for"
    ),
  ]

  /// The server leaves null there too, in the organization `root` that it makes at its first start.
  private static let nobodySaid =
    "null says that nobody gave one; the API answers it, and neither server nor node reads it"
}
