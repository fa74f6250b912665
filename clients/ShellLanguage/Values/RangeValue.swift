/// `range(start, stop, step)`: numbers that are never materialised.
package struct RangeValue {
  let start: Int64
  let stop: Int64
  let step: Int64

  /// How many numbers there are.
  var count: Int {
    guard step > 0 ? start < stop : start > stop else { return 0 }
    let span = step > 0 ? stop.magnitudeDistance(from: start) : start.magnitudeDistance(from: stop)
    return Int(clamping: (span - 1) / step.magnitude + 1)
  }

  subscript(_ index: Int) -> Int64 { start &+ Int64(index) &* step }

  func contains(_ number: Int64) -> Bool {
    guard step > 0 ? (start <= number && number < stop) : (stop < number && number <= start) else { return false }
    let span = step > 0 ? number.magnitudeDistance(from: start) : start.magnitudeDistance(from: number)
    return span % step.magnitude == 0
  }

  var text: String { step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))" }
}

extension Int64 {
  /// `self - smaller`, which may be larger than an `Int64`.
  fileprivate func magnitudeDistance(from smaller: Int64) -> UInt64 {
    UInt64(bitPattern: self) &- UInt64(bitPattern: smaller)
  }
}
