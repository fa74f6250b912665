/// The types that the tables of a database use, by their numbers, which are the same on all servers
/// (src/include/catalog/pg_type.dat of PostgreSQL).
enum ColumnType: UInt32 {
  case boolean = 16
  case bytes = 17
  case name = 19
  case bigint = 20
  case smallint = 21
  case integer = 23
  case text = 25
  case real = 700
  case double = 701
  case fixedText = 1042
  case varyingText = 1043
  case timestamp = 1114
  case numeric = 1700

  /// Whether a text of that type is sent as it is, without a zero byte at its end.
  static func isText(_ number: UInt32) -> Bool {
    switch ColumnType(rawValue: number) {
    case .text, .varyingText, .fixedText, .name: true
    default: false
    }
  }
}
