import Engine
import Glibc

/// The functions of libpq that this module calls (postgresql.org/docs/current/libpq.html). The library is loaded when
/// the first database on a server is opened: programs that only use files start without it and its 24 libraries.
struct LibPQ: Sendable {
  typealias Handle = OpaquePointer
  typealias Text = UnsafePointer<CChar>

  let connect:
    @convention(c) (_ keywords: UnsafePointer<Text?>?, _ values: UnsafePointer<Text?>?, _ expands: Int32) -> Handle?
  let finish: @convention(c) (Handle?) -> Void
  let status: @convention(c) (Handle?) -> Int32
  let errorMessage: @convention(c) (Handle?) -> Text?
  let socket: @convention(c) (Handle?) -> Int32
  let serverVersion: @convention(c) (Handle?) -> Int32
  let parameterStatus: @convention(c) (Handle?, Text?) -> Text?
  let transactionStatus: @convention(c) (Handle?) -> Int32
  let setNoticeReceiver:
    @convention(c) (Handle?, (@convention(c) (UnsafeMutableRawPointer?, Handle?) -> Void)?, UnsafeMutableRawPointer?) ->
      UnsafeMutableRawPointer?

  let enterPipeline: @convention(c) (Handle?) -> Int32
  let sync: @convention(c) (Handle?) -> Int32
  let requestFlush: @convention(c) (Handle?) -> Int32
  let sendPrepare:
    @convention(c) (Handle?, _ name: Text?, _ sql: Text?, _ count: Int32, _ types: UnsafePointer<UInt32>?) -> Int32
  let sendDescribe: @convention(c) (Handle?, _ name: Text?) -> Int32
  let sendExecute:
    @convention(c) (
      Handle?, _ name: Text?, _ count: Int32, _ values: UnsafePointer<Text?>?, _ lengths: UnsafePointer<Int32>?,
      _ formats: UnsafePointer<Int32>?, _ resultFormat: Int32
    ) -> Int32
  let sendQuery:
    @convention(c) (
      Handle?, _ sql: Text?, _ count: Int32, _ types: UnsafePointer<UInt32>?, _ values: UnsafePointer<Text?>?,
      _ lengths: UnsafePointer<Int32>?, _ formats: UnsafePointer<Int32>?, _ resultFormat: Int32
    ) -> Int32
  let flush: @convention(c) (Handle?) -> Int32
  let consumeInput: @convention(c) (Handle?) -> Int32
  let isBusy: @convention(c) (Handle?) -> Int32
  let result: @convention(c) (Handle?) -> Handle?
  let setNonBlocking: @convention(c) (Handle?, Int32) -> Int32

  let makeCancel: @convention(c) (Handle?) -> Handle?
  let cancel: @convention(c) (Handle?, UnsafeMutablePointer<CChar>?, Int32) -> Int32
  let freeCancel: @convention(c) (Handle?) -> Void

  let resultStatus: @convention(c) (Handle?) -> Int32
  let errorField: @convention(c) (Handle?, Int32) -> Text?
  let resultMessage: @convention(c) (Handle?) -> Text?
  let clear: @convention(c) (Handle?) -> Void
  let rowCount: @convention(c) (Handle?) -> Int32
  let columnCount: @convention(c) (Handle?) -> Int32
  let columnName: @convention(c) (Handle?, Int32) -> Text?
  let columnType: @convention(c) (Handle?, Int32) -> UInt32
  let value: @convention(c) (Handle?, Int32, Int32) -> UnsafeMutablePointer<CChar>?
  let length: @convention(c) (Handle?, Int32, Int32) -> Int32
  let isNull: @convention(c) (Handle?, Int32, Int32) -> Int32
  let changedRows: @convention(c) (Handle?) -> Text?
  let parameterCount: @convention(c) (Handle?) -> Int32
  let parameterType: @convention(c) (Handle?, Int32) -> UInt32

  /// The library of this process, or why there is none.
  static let loaded: Result<LibPQ, EngineError> = {
    do throws(EngineError) { return .success(try LibPQ(opening: "libpq.so.5")) } catch { return .failure(error) }
  }()

  private init(opening name: String) throws(EngineError) {
    guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
      throw EngineError(
        .cannotOpen,
        "a database on a PostgreSQL server needs libpq, which is not installed: install the package libpq5",
        description: dlerror().map { String(cString: $0) })
    }
    let symbols = Symbols(library: library)
    connect = try symbols.function("PQconnectdbParams")
    finish = try symbols.function("PQfinish")
    status = try symbols.function("PQstatus")
    errorMessage = try symbols.function("PQerrorMessage")
    socket = try symbols.function("PQsocket")
    serverVersion = try symbols.function("PQserverVersion")
    parameterStatus = try symbols.function("PQparameterStatus")
    transactionStatus = try symbols.function("PQtransactionStatus")
    setNoticeReceiver = try symbols.function("PQsetNoticeReceiver")
    enterPipeline = try symbols.function("PQenterPipelineMode")
    sync = try symbols.function("PQpipelineSync")
    requestFlush = try symbols.function("PQsendFlushRequest")
    sendPrepare = try symbols.function("PQsendPrepare")
    sendDescribe = try symbols.function("PQsendDescribePrepared")
    sendExecute = try symbols.function("PQsendQueryPrepared")
    sendQuery = try symbols.function("PQsendQueryParams")
    flush = try symbols.function("PQflush")
    consumeInput = try symbols.function("PQconsumeInput")
    isBusy = try symbols.function("PQisBusy")
    result = try symbols.function("PQgetResult")
    setNonBlocking = try symbols.function("PQsetnonblocking")
    makeCancel = try symbols.function("PQgetCancel")
    cancel = try symbols.function("PQcancel")
    freeCancel = try symbols.function("PQfreeCancel")
    resultStatus = try symbols.function("PQresultStatus")
    errorField = try symbols.function("PQresultErrorField")
    resultMessage = try symbols.function("PQresultErrorMessage")
    clear = try symbols.function("PQclear")
    rowCount = try symbols.function("PQntuples")
    columnCount = try symbols.function("PQnfields")
    columnName = try symbols.function("PQfname")
    columnType = try symbols.function("PQftype")
    value = try symbols.function("PQgetvalue")
    length = try symbols.function("PQgetlength")
    isNull = try symbols.function("PQgetisnull")
    changedRows = try symbols.function("PQcmdTuples")
    parameterCount = try symbols.function("PQnparams")
    parameterType = try symbols.function("PQparamtype")
  }
}

/// The functions of a library, which stays loaded as long as the process runs.
private struct Symbols {
  let library: UnsafeMutableRawPointer

  /// - Parameter name: of a function that has the C type that the caller expects.
  /// - Throws: if the library is older than the function: pipelines are there from version 14 on.
  func function<Function>(_ name: String) throws(EngineError) -> Function {
    guard let address = dlsym(library, name) else {
      throw EngineError(
        .cannotOpen,
        "the libpq that is installed has no '\(name)': install the package libpq5 of PostgreSQL 14 or newer")
    }
    return unsafeBitCast(address, to: Function.self)
  }
}
