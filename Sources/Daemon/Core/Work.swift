import Admin
import Catalogue
import JSON
import JSONRPC
import Linux

/// Calls of one connection that left the loop, and their answers so far: a batch, or consecutive single requests. They are
/// answered in order; the connection's owner goes on at `current`.
struct Work: Sendable {
  struct Item: Sendable {
    /// A request, looked up. What is rare is elsewhere, since an item is copied for each request.
    enum Content: Sendable {
      case call(Call)
      indirect case invalid(InvalidRequest)
    }

    let content: Content
    /// Whether the writer answers it.
    let isWrite: Bool
    /// Whether it is a change without a limit in time: one with `long`, or one that is made in steps.
    let isLong: Bool
    /// Whether it is a change that is made in steps, each a transaction of its own.
    let isStepped: Bool
    /// Whether it is work for a thread of long work.
    let isLongWork: Bool
    /// The file that came with it; nil without one.
    let file: SentFile?
    private let isPreparable: Bool
    private var box: Box?

    private final class Box: Sendable {
      let prepared: Prepared
      init(_ prepared: Prepared) { self.prepared = prepared }
    }

    fileprivate(set) var prepared: Prepared? {
      get { box?.prepared }
      set { box = newValue.map { Box($0) } }
    }

    /// - Parameters:
    ///   - isReadOnly: whether its caller may change nothing. Then a reader refuses the change, and it never gets to
    ///     the writer.
    ///   - file: the file that came with it.
    init(_ call: Call, isReadOnly: Bool, file: SentFile? = nil) {
      content = .call(call)
      self.file = file
      isLongWork = call.isLongWork
      isWrite = call.isWrite && !isReadOnly
      isStepped = isWrite && call.isStepped
      isLong = isStepped || isWrite && call.isLong
      isPreparable = isWrite && call.needsPreparing
    }

    init(_ invalid: InvalidRequest) {
      content = .invalid(invalid)
      (isWrite, isLong, isLongWork, isPreparable, file) = (false, false, false, false, nil)
      isStepped = false
    }

    var needsPreparing: Bool { isPreparable && box == nil }
  }

  /// What one message of a connection asks for.
  enum Asked: Sendable {
    case single(Item)
    case batch([Item])

    init(_ requests: RequestReader.Requests, of connection: inout ClientConnection) {
      switch requests {
      case .single(let content): self = .single(Item(content, of: &connection))
      case .batch(let contents):
        var items: [Item] = []
        for content in contents { items.append(Item(content, of: &connection)) }
        self = .batch(items)
      }
    }
  }

  /// Which thread has to go on: a lane, the writer, or the loop, which sends the answers.
  enum Destination: Sendable { case lane, longLane, writer, finished }

  private(set) var items: [Item]
  /// The index of the next item to answer.
  private(set) var next = 0
  private(set) var answers = JSONWriter()
  /// Where the array of a batch's answers starts; nil for single requests.
  private let batchStart: JSONWriter.Mark?

  init(batch items: [Item]) {
    self.items = items
    batchStart = answers.beginBatch()
  }

  init(single item: Item) {
    items = [item]
    batchStart = nil
  }

  var isBatch: Bool { batchStart != nil }
  var hasWrites: Bool { items.contains { $0.isWrite } }
  /// Whether a further single request may be appended: all are answered, and this is no batch.
  var takesMore: Bool { !isBatch && next == items.count }
  var current: Item? { next < items.count ? items[next] : nil }

  /// Whether the next item is a change that the writer makes in steps.
  var isCurrentStepped: Bool { next < items.count && items[next].isStepped && !items[next].needsPreparing }

  /// Whether the next item is a change without a limit in time.
  var isCurrentLong: Bool { next < items.count && items[next].isLong }

  /// The first item that a lane must prepare, such as by hashing a password, before the writer runs it. Long work is
  /// prepared in its turn.
  var unpreparedIndex: Int? {
    if let current, current.isLongWork { return current.needsPreparing ? next : nil }
    return items.indices.dropFirst(next).first { items[$0].needsPreparing && !items[$0].isLongWork }
  }

  var destination: Destination {
    guard let current else { return .finished }
    if current.isLongWork { return current.isWrite && !current.needsPreparing ? .writer : .longLane }
    return unpreparedIndex == nil && current.isWrite ? .writer : .lane
  }

  mutating func prepare(_ index: Int, _ prepared: Prepared) { items[index].prepared = prepared }

  /// Appends a single request that the client pipelined.
  mutating func append(_ item: Item) { items.append(item) }

  /// Answers the current item with `body`, which writes a response object or nothing, and goes on to the next one if
  /// `body` returns true.
  mutating func answerCurrent(_ body: (Item, inout JSONWriter) -> Bool) {
    guard let current else { return }
    let mark = answers.mark()
    guard body(current, &answers) else { return }
    if !isBatch, answers.count(since: mark) > 0 { answers.endLine() }
    next += 1
  }

  /// Replaces the requests with these ids that have not run by the error `cancelled`.
  /// - Returns: their ids.
  mutating func cancel(_ ids: [JSON]) -> [JSON] {
    if ids.isEmpty { return [] }
    var taken: [JSON] = []
    for index in items.indices.dropFirst(next) {
      guard let id = items[index].call?.id, let value = id.value, ids.contains(value) else { continue }
      items[index] = Item(InvalidRequest(id: id, error: RPCError(Failure.cancelled)))
      taken.append(value)
    }
    return taken
  }

  /// Frees the room of answers that were removed.
  mutating func releaseAnswerRoom() { answers.trim() }

  /// A position to rewind to: the next item, and the end of the answers.
  struct Mark: Sendable {
    fileprivate let next: Int
    fileprivate let answers: JSONWriter.Mark
  }

  func mark() -> Mark { Mark(next: next, answers: answers.mark()) }

  mutating func rewind(to mark: Mark) {
    next = mark.next
    answers.truncate(to: mark.answers)
  }

  /// Changes the answer that was written between two positions. Later positions become void.
  mutating func amend(from start: Mark, to end: Mark, _ body: (JSON) -> JSON) {
    answers.replace(from: start.answers, to: end.answers, body)
  }

  /// The bytes to send when all items are answered; empty if all were notifications.
  consuming func finished() -> [UInt8] {
    if let batchStart, answers.endBatch(batchStart) { answers.endLine() }
    return answers.bytes
  }
}

extension Work.Item {
  /// The request with the file that came with it.
  fileprivate init(_ content: Content, of connection: inout ClientConnection) {
    switch content {
    case .invalid(let invalid): self.init(invalid)
    case .call(let call):
      let file = call.takesFile ? connection.takeFile() : nil
      self.init(call, isReadOnly: connection.caller.isReadOnly, file: file)
    }
  }

  /// Nil for an invalid request.
  var call: Call? { if case .call(let call) = content { call } else { nil } }

  /// The id to answer with; nil for a notification.
  var id: RawID? {
    switch content {
    case .call(let call): call.id
    case .invalid(let invalid): invalid.id
    }
  }
}
