import ClientKit
import JSON
import Vocabulary

/// The pages of a list, fetched one after the other, so that memory does not grow with it.
struct Pages {
  private let method: String
  private var params: JSON.Object
  /// How many records may still come; nil for as many as there are.
  private var left: Int64?
  private(set) var isLast = false

  init(_ method: String, _ params: JSON.Object, limit: Int64?) {
    (self.method, self.params, left) = (method, params, limit)
  }

  /// `--limit`, as a list takes it.
  static func limit(_ arguments: CommandArguments) throws(UsageError) -> Int64? {
    guard let text = arguments.value("limit") else { return nil }
    guard let number = Int64(text), number > 0 else {
      throw UsageError("--limit takes a whole number above 0, not '\(Escape.controls(in: text))'")
    }
    return number
  }

  /// The next page; nil after the last.
  mutating func next(_ session: inout Session) throws -> (items: [JSON], warnings: [JSON])? {
    guard !isLast else { return nil }
    params["limit"] = .integer(min(left ?? PageRows.max, PageRows.max))
    let page = try session.call(method, .object(params), isChange: false)
    guard let items = page["items"]?.array else { throw ConnectionError.malformed("'\(method)' answers no items") }
    left = left.map { $0 - Int64(items.count) }
    let next = page["next"]?.string
    isLast = next == nil || left ?? 1 <= 0
    if let next, !isLast {
      guard params["after"]?.string != next else {
        throw ConnectionError.malformed("'\(method)' answers the same page again")
      }
      params["after"] = .string(next)
    }
    return (items, page["warnings"]?.array ?? [])
  }
}
