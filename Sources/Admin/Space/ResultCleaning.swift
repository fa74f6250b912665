import Catalogue
import JSON
import Linux
import Store
import Vocabulary

/// The removal of the inputs and results of old, finished results, as the server of version 4 does it by its setting
/// `runs_data_cleanup_days`.
struct ResultCleaning: SteppedWork {
  private let removal: ValueRemoval
  /// The ids of the records that had something to remove.
  private let ids: [Int64]
  /// How many of them were looked at.
  private var place = 0
  private let isDry: Bool
  /// How many results have theirs in blob storage.
  private let inBlobStorage: Int64
  private var count: Int64 = 0
  private var bytes: [Int64]

  /// For how long a look at the records reads one snapshot: without a write-ahead log, the server cannot commit meanwhile.
  private static let lookNanoseconds: Int64 = 50_000_000

  /// Finds the records, without the lock.
  /// - Parameter end: results that finished before it.
  init(
    _ result: BoundEntity, before end: Moment, keepsInput: Bool, isDry: Bool, _ database: Database, _ work: LongWork
  ) throws(Failure) {
    self.isDry = isDry
    let finished = Self.finished(result, before: end)
    let blobs: JSON? = result.field("blob_storage_used").map { [$0.name: true] }
    // The column has the name of an object in blob storage, which nothing would delete without it.
    let condition: JSON = ["and": .array([finished] + (blobs.map { [["not": $0]] } ?? []))]
    removal = ValueRemoval(
      entity: result.name, fields: keepsInput ? ["result"] : ["input", "result"], stamp: "cleanup_at",
      condition: condition)
    inBlobStorage = try database.read { (transaction) throws(Failure) in
      guard let blobs, let stamp = result.field("cleanup_at") else { return 0 }
      return try transaction.count(result, where: ["and": [finished, blobs, [stamp.name: .null]]])
    }
    bytes = removal.fields.map { _ in 0 }
    var found: [Int64] = []
    var dry: [[Int64]] = []
    var last: Int64? = 0
    while let id = last {
      if let reason = work.endReason() { throw reason }
      let (candidates, total) = try database.read { [removal] (transaction) throws(Failure) in
        let page = try transaction.candidates(removal, after: id, nanoseconds: Self.lookNanoseconds)
        last = page.last
        return (page.found, try transaction.highestID(removal.entity))
      }
      for candidate in candidates {
        found.append(candidate.id)
        if isDry { dry.append(candidate.bytes) }
      }
      work.tell(LongWork.Progress("looking for old results", last ?? total, of: total, .rows))
    }
    ids = found
    for sizes in dry { count(sizes) }
  }

  /// A result without an end is never meant, nor one that a node works on or will.
  private static func finished(_ result: BoundEntity, before end: Moment) -> JSON {
    let isOld: JSON = ["finished_at": ["lt": .string(end.wire)]]
    guard result.field("status") != nil else { return isOld }
    return ["and": [isOld, ["not": ["status": ["in": .array(RunStatus.unfinished.map { .string($0) })]]]]]
  }

  private mutating func count(_ sizes: [Int64]) {
    count += 1
    for (place, size) in sizes.enumerated() { bytes[place] += size }
  }

  private func size(of field: String) -> Int64 { removal.fields.firstIndex(of: field).map { bytes[$0] } ?? 0 }

  var isDone: Bool { isDry || place == ids.count }

  mutating func step(_ transaction: inout WriteTransaction) throws(Failure) {
    let deadline = monotonicNanoseconds() + StepLength.nanoseconds
    repeat {
      if let sizes = try transaction.remove(removal, of: ids[place]) { count(sizes) }
      place += 1
    } while place < ids.count && monotonicNanoseconds() < deadline
  }

  var progress: LongWork.Progress {
    LongWork.Progress("emptying old results", Int64(place), of: Int64(ids.count), .rows)
  }

  var answer: JSON.Object {
    var answer = JSON.Object([
      .init("cleaned", .integer(count)), .init("bytes", .integer(bytes.reduce(0, +))),
      .init("input_bytes", .integer(size(of: "input"))), .init("result_bytes", .integer(size(of: "result"))),
    ])
    if inBlobStorage > 0 {
      let words = Wording.counted(inBlobStorage, "result")
      answer["warnings"] = [
        .string("\(words) in blob storage stay: only the server's own cleanup ('runs_data_cleanup_days') deletes them")
      ]
    }
    if isDry { answer["dry_run"] = true }
    return answer
  }
}
