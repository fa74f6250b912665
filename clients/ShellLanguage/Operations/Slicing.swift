/// Indexes and slices, with Python's negative ones.
enum Slicing {
  /// The position that an index means in something of `count` elements.
  static func position(_ index: Value, count: Int, of what: String) throws(ShellError) -> Int {
    guard let number = Numbers.integer(index) else {
      throw .type(
        "the index of \(Words.article(what)) is an integer, not \(index.phrase)",
        hint: what == "list" ? "to pick by a name: [x for x in items if x.name == \"…\"]" : nil)
    }
    let position = number < 0 ? number + Int64(count) : number
    guard position >= 0, position < Int64(count) else {
      let last = count == 0 ? "it is empty" : "the last one is \(count - 1)"
      throw ShellError("IndexError", "the \(what) has no element \(number): \(last)")
    }
    return Int(position)
  }

  /// The positions of a slice: the first, the step, and how many.
  struct Positions {
    let start: Int
    let step: Int
    let count: Int

    func forEachIndex(_ body: (Int) -> Void) {
      var position = start
      for _ in 0..<count {
        body(position)
        position &+= step
      }
    }
  }

  /// What `lower:upper:step` means for `count` elements; nil bounds were left out.
  static func positions(
    _ lower: Value, _ upper: Value, _ step: Value, count: Int
  ) throws(ShellError) -> Positions {
    let step = try bound(step) ?? 1
    guard step != 0 else { throw .value("the step of a slice cannot be 0") }
    let size = Int64(count)
    func place(_ bound: Int64?, _ missing: Int64, _ least: Int64, _ most: Int64) -> Int64 {
      guard let bound else { return missing }
      let position = bound < 0 ? max(bound, -size - 1) + size : bound
      return min(max(position, least), most)
    }
    let lower = try bound(lower)
    let upper = try bound(upper)
    let start: Int64
    let stop: Int64
    if step > 0 {
      start = place(lower, 0, 0, size)
      stop = place(upper, size, 0, size)
    } else {
      start = place(lower, size - 1, -1, size - 1)
      stop = place(upper, -1, -1, size - 1)
    }
    let range = RangeValue(start: start, stop: stop, step: step)
    return Positions(start: Int(start), step: Int(clamping: step), count: range.count)
  }

  private static func bound(_ value: Value) throws(ShellError) -> Int64? {
    if value.isNone { return nil }
    guard let number = Numbers.integer(value) else {
      throw .type("the bounds of a slice are integers, not \(value.phrase)")
    }
    return number
  }

  static func slice(_ elements: [Value], _ positions: Positions) -> [Value] {
    if positions.step == 1 { return Array(elements[positions.start..<positions.start + positions.count]) }
    var picked: [Value] = []
    picked.reserveCapacity(positions.count)
    positions.forEachIndex { picked.append(elements[$0]) }
    return picked
  }

  static func slice(_ text: String, _ positions: Positions) -> String {
    let scalars = Array(text.unicodeScalars)
    var picked = String.UnicodeScalarView()
    positions.forEachIndex { picked.append(scalars[$0]) }
    return String(picked)
  }

  static func scalar(of text: String, at index: Value) throws(ShellError) -> String {
    let scalars = text.unicodeScalars
    let position = try position(index, count: scalars.count, of: "text")
    return String(scalars[scalars.index(scalars.startIndex, offsetBy: position)])
  }
}
