import Engine

/// The result of one statement, wholly received (postgresql.org/docs/current/libpq-exec.html#LIBPQ-EXEC-SELECT-INFO).
final class ServerResult {
  let pointer: LibPQ.Handle
  let library: LibPQ
  let rowCount: Int32
  let columnCount: Int32

  /// Takes the result over.
  init(_ pointer: LibPQ.Handle, _ library: LibPQ) {
    (self.pointer, self.library) = (pointer, library)
    (rowCount, columnCount) = (library.rowCount(pointer), library.columnCount(pointer))
  }

  deinit { library.clear(pointer) }

  // ExecStatusType of libpq-fe.h.
  private var status: Int32 { library.resultStatus(pointer) }
  var isFatal: Bool { status == 7 }
  /// The status of the end of a pipeline.
  static let synchronisation: Int32 = 10
  var isSynchronisation: Bool { status == Self.synchronisation }
  /// Whether the statement was not run, since an earlier one of its pipeline failed.
  var isSkipped: Bool { status == 11 }
  /// Whether the server did what it was told.
  var isDone: Bool { [0, 1, 2].contains(status) }

  /// How many rows a statement has inserted, changed or deleted.
  var changedRows: Int { library.changedRows(pointer).flatMap { Int(String(cString: $0)) } ?? 0 }

  var message: String { library.resultMessage(pointer).map { String(cString: $0) } ?? "unknown error" }

  /// A field of an error (postgresql.org/docs/current/protocol-error-fields.html), by its letter.
  func field(_ letter: Unicode.Scalar) -> String? {
    library.errorField(pointer, Int32(letter.value)).map { String(cString: $0) }
  }

  /// The types of the parameters of a prepared statement that was described.
  var parameterTypes: [UInt32] {
    (0..<library.parameterCount(pointer)).map { library.parameterType(pointer, $0) }
  }

  func type(_ column: Int32) -> UInt32 { library.columnType(pointer, column) }
  func name(_ column: Int32) -> String { library.columnName(pointer, column).map { String(cString: $0) } ?? "" }
  func isNull(_ row: Int32, _ column: Int32) -> Bool { library.isNull(pointer, row, column) == 1 }

  /// The value as text, without the zero byte behind it.
  func bytes(_ row: Int32, _ column: Int32) -> UnsafeBufferPointer<UInt8> {
    guard let start = library.value(pointer, row, column) else { return UnsafeBufferPointer(start: nil, count: 0) }
    let count = Int(library.length(pointer, row, column))
    return UnsafeRawBufferPointer(start: start, count: count).assumingMemoryBound(to: UInt8.self)
  }
}
