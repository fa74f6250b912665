import Engine

/// How the values of the columns of a result are read. They are looked up for each value, so they are in plain memory.
final class ColumnForms {
  enum Form: UInt8 {
    case boolean, number, real, text, moment, bytes

    init(_ type: UInt32) {
      switch ColumnType(rawValue: type) {
      case .boolean: self = .boolean
      // Sums of whole numbers are `numeric`.
      case .bigint, .smallint, .integer, .numeric: self = .number
      case .real, .double: self = .real
      case .bytes: self = .bytes
      case .timestamp: self = .moment
      // Enumerations, too.
      default: self = .text
      }
    }

    var storageClass: StorageClass {
      switch self {
      case .boolean, .number: .integer
      case .real: .real
      case .text, .moment: .text
      case .bytes: .blob
      }
    }
  }

  let forms: UnsafeMutableBufferPointer<Form>

  init(_ result: ServerResult) {
    forms = .allocate(capacity: Int(result.columnCount))
    for column in 0..<result.columnCount { forms.initializeElement(at: Int(column), to: Form(result.type(column))) }
  }

  deinit { forms.deallocate() }
}
