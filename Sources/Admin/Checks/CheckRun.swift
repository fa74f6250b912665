import Catalogue
import Glibc
import Linux
import Store
import Synchronization
import Vocabulary

/// Runs checks on all processors, each thread on a session of its own.
final class CheckRun: Sendable {
  /// What a check came to.
  enum Outcome: Sendable {
    case found(count: Int64, rows: [Defect])
    case failed(Failure)
  }

  private let checks: [Check]
  private let options: CheckOptions
  /// Opens a session for the thread that calls it.
  private let open: @Sendable () throws(Failure) -> Database
  private let state: Mutex<State>
  private let isEnded = Atomic(false)

  private struct State {
    /// The checks that nobody has begun.
    var waiting: Range<Int>
    var outcomes: [Outcome?]
  }

  private static let threadsMax = 4
  /// The number of the engine's steps between two looks at whether a check may go on.
  private static let stepsPerLook = 10_000
  private static let pauseMicroseconds: UInt32 = 20_000

  init(
    _ checks: [Check], _ options: CheckOptions, on open: @escaping @Sendable () throws(Failure) -> Database
  ) {
    (self.checks, self.options, self.open) = (checks, options, open)
    state = Mutex(State(waiting: 0..<checks.count, outcomes: Array(repeating: nil, count: checks.count)))
  }

  /// Runs all checks.
  /// - Returns: what they came to, in their order.
  /// - Throws: if the work is cancelled, or no session can be opened.
  func outcomes(_ work: LongWork) throws(Failure) -> [Outcome] {
    let helpers = min(checks.count, Self.threadsMax, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) - 1
    var threads = ThreadGroup()
    for _ in 0..<max(0, helpers) { threads.start("check") { try? self.work(from: .front) { true } } }
    defer { threads.join() }
    let goesOn = { [self] in
      work.tell(LongWork.Progress("checking the database", done, of: Int64(checks.count), .checks))
      if work.isCancelled() { isEnded.store(true, ordering: .releasing) }
      return !isEnded.load(ordering: .acquiring)
    }
    do throws(Failure) { try self.work(from: .back, goesOn) } catch {
      isEnded.store(true, ordering: .releasing)
      throw error
    }
    while done < checks.count, goesOn() { usleep(Self.pauseMicroseconds) }
    if isEnded.load(ordering: .acquiring) { throw .cancelled }
    return state.withLock { $0.outcomes.compactMap(\.self) }
  }

  private var done: Int64 { state.withLock { Int64($0.outcomes.count { $0 != nil }) } }

  /// The check of the database's structure comes first and takes longest, so that the helpers begin at the front, and the
  /// thread that hears of a cancellation at the back.
  private enum End { case front, back }

  private func next(_ end: End) -> Int? {
    state.withLock { state in
      guard !state.waiting.isEmpty else { return nil }
      switch end {
      case .front:
        state.waiting = state.waiting.dropFirst()
        return state.waiting.lowerBound - 1
      case .back:
        state.waiting = state.waiting.dropLast()
        return state.waiting.upperBound
      }
    }
  }

  /// Runs checks until none waits.
  /// - Parameter goesOn: called now and then; false ends the work.
  private func work(from end: End, _ goesOn: @escaping () -> Bool) throws(Failure) {
    let database = try open()
    let mayGoOn = { [self] in goesOn() && !isEnded.load(ordering: .acquiring) }
    database.setCheck(every: Self.stepsPerLook, mayGoOn)
    database.limitTime(to: nil) { mayGoOn() ? nil : .cancelled }
    while goesOn(), !isEnded.load(ordering: .acquiring), let index = next(end) {
      let outcome = outcome(of: checks[index], database)
      state.withLock { $0.outcomes[index] = outcome }
    }
  }

  private func outcome(of check: Check, _ database: Database) -> Outcome {
    do throws(Failure) {
      let defects = try database.defects(of: check, options)
      return .found(count: defects.count, rows: defects.rows)
    } catch { return .failed(error) }
  }
}
