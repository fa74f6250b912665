import ClientKit
import JSON

/// The answer of `database.sizes`, as a person reads it: a line for each part, with its largest fields below it.
struct SizesText {
  let sizes: JSON

  private static let columns = [
    Column("part", isName: true), Column("records", number: true), Column("size", number: true),
    Column("share", number: true), Column("indexes", number: true),
  ]

  /// A field is shown if it takes at least a hundredth of the database.
  private static let fieldShare: Int64 = 100

  private var total: Int64 { sizes["bytes"]?.integer ?? 0 }

  func text(_ style: Style) -> String {
    var rows: [JSON] = []
    for part in sizes["parts"]?.array ?? [] {
      rows.append(row(part, named: part["name"]?.string ?? "", isField: false))
      for field in part["fields"]?.array ?? [] where (field["bytes"]?.integer ?? 0) * Self.fieldShare >= total {
        rows.append(row(field, named: "  " + (field["name"]?.string ?? ""), isField: true))
      }
    }
    rows.append(row(["bytes": .integer(total)], named: "the whole database", isField: false))
    if let log = sizes["wal_bytes"]?.integer, log > 0 {
      rows.append(["part": "write-ahead log", "size": .string(Quantity.bytes(log))])
    }
    var format = TableFormat(Self.columns, style)
    var text = ""
    format.add(rows, to: &text)
    format.finish(&text)
    return text
  }

  private func row(_ part: JSON, named name: String, isField: Bool) -> JSON {
    let bytes = part["bytes"]?.integer ?? 0
    var row = JSON.Object([.init("part", .string(name)), .init("size", .string(Quantity.bytes(bytes)))])
    row["records"] = part["rows"]?.integer.map { .string(Quantity.count($0)) } ?? ""
    row["share"] = .string(share(bytes))
    row["indexes"] = part["index_bytes"]?.integer.map { $0 == 0 ? "" : .string(Quantity.bytes($0)) } ?? ""
    return .object(row)
  }

  /// In hundredths, rounded.
  private func share(_ bytes: Int64) -> String {
    total == 0 ? "" : bytes * 200 < total ? "<1 %" : "\((bytes * 200 + total) / (2 * total)) %"
  }
}
