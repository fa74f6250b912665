import Admin
import Glibc
import JSONRPC
import Linux

/// Tells a client how far its call is, ten times a second at most, and not at all if the call takes less than a tenth of a
/// second. A client that takes no bytes misses notifications, and the work does not wait for it.
final class ProgressTeller {
  private let socket: Int32
  private let id: RawID
  private var stage = ""
  private var stageBegan: Int64
  private var lastTold: Int64
  /// The rest of a notification that the socket did not take: it has to be sent before anything else.
  private(set) var unsent: [UInt8] = []

  private static let everyNanoseconds: Int64 = 100_000_000

  init(_ socket: Int32, _ id: RawID, now: Int64 = monotonicNanoseconds()) {
    (self.socket, self.id) = (socket, id)
    (stageBegan, lastTold) = (now, now)
  }

  func tell(_ progress: LongWork.Progress) { tell(progress, at: monotonicNanoseconds()) }

  func tell(_ progress: LongWork.Progress, at now: Int64) {
    if progress.stage != stage { (stage, stageBegan) = (progress.stage, now) }
    guard now - lastTold >= Self.everyNanoseconds else { return }
    lastTold = now
    if !unsent.isEmpty { transmit([]) }
    guard unsent.isEmpty else { return }
    transmit(ProgressNotice.frame(of: id, progress, perSecond: Self.rate(progress.done, in: now - stageBegan)))
  }

  private static func rate(_ done: Int64, in nanoseconds: Int64) -> Int64 {
    nanoseconds <= 0 ? 0 : Int64(Double(done) * 1_000_000_000 / Double(nanoseconds))
  }

  private func transmit(_ bytes: [UInt8]) {
    unsent += bytes
    let sent = unsent.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT)) }
    if sent > 0 { unsent.removeFirst(sent) }
  }
}
