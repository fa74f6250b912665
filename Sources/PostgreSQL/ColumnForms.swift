import Engine

/// How the values of the columns of a result are read. They are looked up for each value, so they are in plain memory.
final class ColumnForms {
  enum Form: UInt8 {
    case boolean, number, numeric, real, text, moment, bytes

    init(_ type: UInt32) {
      switch ColumnType(rawValue: type) {
      case .boolean: self = .boolean
      case .bigint, .smallint, .integer: self = .number
      case .numeric: self = .numeric
      case .real, .double: self = .real
      case .bytes: self = .bytes
      case .timestamp: self = .moment
      // Enumerations, too.
      default: self = .text
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
