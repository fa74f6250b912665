import Admin
import Catalogue
import JSON
import JSONRPC

/// Calls of one connection that left the loop, with the answers that they have so far: a batch, or consecutive single
/// requests. They are answered in order; whoever owns the connection goes on at `current`.
struct Work: Sendable {
  struct Item: Sendable {
    enum Content: Sendable {
      case call(Call)
      case invalid(InvalidRequest)
    }

    let content: Content
    /// Whether it is the writer's.
    let isWrite: Bool
    /// Whether it is a change that may take longer than others.
    let isLong: Bool
    private let hasSecrets: Bool
    fileprivate(set) var prepared: Service.Prepared?

    /// - Parameter isReadOnly: whether its caller may change nothing. A reader refuses a change then, and the writer is
    ///   not troubled with it.
    init(_ call: Call, isReadOnly: Bool) {
      content = .call(call)
      isWrite = call.isWrite && !isReadOnly
      isLong = isWrite && call.isLong
      hasSecrets = isWrite && call.needsPreparing
    }

    init(_ invalid: InvalidRequest) {
      content = .invalid(invalid)
      (isWrite, isLong, hasSecrets) = (false, false, false)
    }

    var needsPreparing: Bool { hasSecrets && prepared == nil }
  }

  /// Whose turn it is.
  enum Place: Sendable { case lane, writer, finished }

  private(set) var items: [Item]
  /// The index of the item whose turn it is.
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
  /// Whether a single request may join behind those that are answered.
  var takesMore: Bool { !isBatch && next == items.count }
  var current: Item? { next < items.count ? items[next] : nil }

  /// Whether the item whose turn it is may take longer than others.
  var isCurrentLong: Bool { next < items.count && items[next].isLong }

  /// The first item that must be hashed before the writer sees it.
  var unpreparedIndex: Int? { items.indices.dropFirst(next).first { items[$0].needsPreparing } }

  var place: Place {
    guard let current else { return .finished }
    return unpreparedIndex == nil && current.isWrite ? .writer : .lane
  }

  mutating func prepare(_ index: Int, _ prepared: Service.Prepared) { items[index].prepared = prepared }

  /// Adds a single request that was pipelined behind those that are here.
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

  /// Takes back the requests with these ids that have not had their turn: all that is left of them is to say so.
  /// - Returns: the ids of those.
  mutating func cancel(_ ids: [JSON]) -> [JSON] {
    if ids.isEmpty { return [] }
    var taken: [JSON] = []
    for place in items.indices.dropFirst(next) {
      guard let id = items[place].call?.id, let value = id.value, ids.contains(value) else { continue }
      items[place] = Item(InvalidRequest(id: id, error: RPCError(Failure.cancelled)))
      taken.append(value)
    }
    return taken
  }

  /// A place to go back to, with the answers that stand there.
  struct Mark: Sendable {
    fileprivate let next: Int
    fileprivate let answers: JSONWriter.Mark
  }

  func mark() -> Mark { Mark(next: next, answers: answers.mark()) }

  mutating func rewind(to mark: Mark) {
    next = mark.next
    answers.truncate(to: mark.answers)
  }

  /// The bytes to send once nothing is left; empty if all were notifications.
  consuming func finished() -> [UInt8] {
    if let batchStart, answers.endBatch(batchStart) { answers.endLine() }
    return answers.bytes
  }
}

extension Work.Item {
  /// Nil for what is no request.
  var call: Call? { if case .call(let call) = content { call } else { nil } }

  /// The id to answer with; nil for a notification.
  var id: RawID? {
    switch content {
    case .call(let call): call.id
    case .invalid(let invalid): invalid.id
    }
  }
}
