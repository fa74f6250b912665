package import Admin
package import Catalogue
import JSON
import JSONRPC

// Admin's service behind the protocols. Its reader and writer cannot be copied, so a class owns each of them.

extension Service: Answering {
  package func makeReader(waits: Bool) throws(Failure) -> any ReadAnswering {
    OwnReader(try reader(waits: waits))
  }
  package var databaseSerial: Int { served.serial }
  package var databaseProblem: String? { served.problem?.message }
  package func keep(_ retention: AuditRetention) { self.retention = retention }
  package func makeWriter(onStep: @escaping () -> Void) throws(Failure) -> any WriteAnswering {
    OwnWriter(try writer(onStep: onStep))
  }
}

private final class OwnReader: ReadAnswering {
  private var reader: Reader

  init(_ reader: consuming Reader) { self.reader = reader }

  func answer(
    _ call: Call, _ caller: inout Caller, budget: ReadBudget?, work: LongWork?, into writer: inout JSONWriter
  ) -> ReadOutcome {
    reader.answer(call, &caller, budget: budget, work: work, into: &writer)
  }

  func recheckFile() { reader.recheckFile() }

  func changes(after seq: Int64) throws(Failure) -> ChangePage? { try reader.changes(after: seq) }

  func lastChange() throws(Failure) -> Int64? { try reader.lastChange() }
}

private final class OwnWriter: WriteAnswering {
  private var writer: Writer

  init(_ writer: consuming Writer) { self.writer = writer }

  func begin() throws(Failure) { try writer.begin() }

  func beginGroup() throws(Failure) { try writer.beginGroup() }

  func isLostBySettling() -> Bool { writer.isLostBySettling() }

  func answer(
    _ call: Call, _ prepared: Prepared?, _ caller: Caller, work: LongWork?, into answers: inout JSONWriter
  ) -> WriteOutcome {
    writer.answer(call, prepared, caller, work: work, into: &answers)
  }

  func step(
    _ call: Call, _ prepared: inout Prepared, _ caller: Caller, work: LongWork, into answers: inout JSONWriter
  ) -> StepOutcome {
    writer.step(call, &prepared, caller, work, into: &answers)
  }

  func commit() throws(Failure) -> [LateWarning] { try writer.commit() }

  func rollback() { writer.rollback() }

  var locksOutWriters: Bool { writer.locksOutWriters }

  var hasOtherWriters: Bool { writer.hasOtherWriters }

  var isOpenElsewhere: Bool { writer.isOpenElsewhere }

  func sawForeignChange() -> Bool { writer.sawForeignChange() }

  func pruneAudit() throws(Failure) -> (count: Int64, isDone: Bool) { try writer.pruneAudit() }
}
