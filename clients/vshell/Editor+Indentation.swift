import CEdit

extension Editor {
  /// A step of indentation, as IPython has it.
  private static let step = 4

  /// Backspace: among the blanks that begin a line, back to the step before.
  func erase() -> UInt8 {
    let before = line().before
    guard !before.isEmpty else { return UInt8(CC_ERROR) }
    let blanks = indentation(of: before)
    el_deletestr(edit, Int32(blanks > 0 ? (blanks - 1) % Self.step + 1 : 1))
    return UInt8(CC_REFRESH)
  }

  /// Tab among the blanks that begin a line of a block: on to the next step.
  ///
  /// - Returns: nil where there is a word to complete.
  func indent() -> UInt8? {
    let before = line().before
    let blanks = indentation(of: before)
    guard goesOn, blanks > 0 || before.isEmpty else { return nil }
    let more = String(repeating: " ", count: Self.step - blanks % Self.step)
    return UInt8(el_insertstr(edit, more) == 0 ? CC_REFRESH : CC_ERROR)
  }

  /// How many blanks stand before the cursor; 0 where anything else is in its line.
  private func indentation(of before: String) -> Int {
    let line = before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    return line.allSatisfy { $0 == " " } ? line.count : 0
  }
}
