import CEdit

extension Editor {
  /// Up and Down: puts another statement of the history in the place of the line.
  func recall(_ step: (inout HistorySearch) -> String?) -> UInt8 {
    let (before, after) = line()
    let line = before + after
    // What was typed since begins another search.
    let current = search.flatMap { $0.shown == line ? $0 : nil }
    var search = current ?? HistorySearch(history.statements, before: before, line: line)
    guard let text = step(&search) else { return UInt8(CC_ERROR) }
    self.search = search
    el_cursor(edit, Int32(after.unicodeScalars.count))
    el_deletestr(edit, Int32(line.unicodeScalars.count))
    // There is no error in inserting nothing.
    return UInt8(text.isEmpty || el_insertstr(edit, text) == 0 ? CC_REFRESH : CC_ERROR)
  }
}
