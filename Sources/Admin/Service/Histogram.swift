import Synchronization

/// A histogram of durations. It has eight buckets for each doubling of the duration, so a percentile is at most an
/// eighth too high. Recording is three additions; several threads may record at the same time.
package final class Histogram: Sendable {
  /// From 128 ns to 69 s; longer durations are counted in the last bucket.
  private static let bucketCount = 224
  private let buckets = InlineArray<224, Atomic<UInt64>> { _ in Atomic(0) }
  private let nanoseconds = Atomic<UInt64>(0)
  private let failures = Atomic<UInt64>(0)
  private let longest = Atomic<UInt64>(0)

  package init() {}

  /// - Parameter isFailure: whether it ended in an error.
  package func record(nanoseconds duration: Int64, isFailure: Bool) {
    let duration = UInt64(max(0, duration))
    buckets[Self.bucket(of: duration)].add(1, ordering: .relaxed)
    nanoseconds.add(duration, ordering: .relaxed)
    if isFailure { failures.add(1, ordering: .relaxed) }
    if duration > longest.load(ordering: .relaxed) { longest.max(duration, ordering: .relaxed) }
  }

  /// The bucket of a duration: the position of its highest bit, and the three bits after it.
  static func bucket(of nanoseconds: UInt64) -> Int {
    let units = nanoseconds >> 7
    guard units >= 8 else { return Int(units) }
    let exponent = 63 - units.leadingZeroBitCount
    let bucket = ((exponent - 2) << 3) + Int(truncatingIfNeeded: (units >> (exponent - 3)) & 7)
    return min(bucket, bucketCount - 1)
  }

  /// The end of a bucket, in nanoseconds: all durations in it are shorter.
  static func end(of bucket: Int) -> UInt64 {
    let next = UInt64(bucket + 1)
    return next < 8 ? next << 7 : (8 + (next & 7)) << ((next >> 3) + 6)
  }

  /// The counts so far; a duration that another thread records meanwhile may be counted in part.
  package struct Summary: Sendable, Equatable {
    package var count: UInt64 = 0
    package var failures: UInt64 = 0
    package var nanoseconds: UInt64 = 0
    package var longest: UInt64 = 0
    fileprivate var counts: [UInt64] = []

    /// The duration, in nanoseconds, that this share of all durations did not exceed.
    package func percentile(_ part: Double) -> UInt64 {
      let rank = max(1, UInt64((Double(count) * part).rounded(.up)))
      var seen: UInt64 = 0
      for (bucket, count) in counts.enumerated() {
        seen += count
        if seen >= rank { return bucket == counts.count - 1 ? longest : min(Histogram.end(of: bucket), longest) }
      }
      return longest
    }
  }

  package var summary: Summary {
    let counts = (0..<Self.bucketCount).map { buckets[$0].load(ordering: .relaxed) }
    return Summary(
      count: counts.reduce(0, +), failures: failures.load(ordering: .relaxed),
      nanoseconds: nanoseconds.load(ordering: .relaxed), longest: longest.load(ordering: .relaxed), counts: counts)
  }
}
