import ClientKit
import JSON
import Linux

/// The lines of an export as YAML: a list of records for each entity.
struct YAMLExport {
  private let lines: Int32
  private static let bufferBytes = 1 << 20

  init(of lines: Int32) { self.lines = lines }

  func write(to target: Int32) throws {
    var (text, kind): (String, String?) = ("", nil)
    var format = YAMLFormat(Style(isTerminal: false, isColored: false, width: nil))
    try eachLine { line in
      let json = try JSON(parsing: line)
      guard let member = json.object?.members.first else { return }
      if member.value.object != nil, kind == nil {
        // The first line tells the form of the file.
        kind = ""
        return format.record(json, to: &text)
      }
      if member.key != kind {
        text += "\n\(member.key):\n"
        kind = member.key
      }
      format.add([member.value], to: &text)
      if text.utf8.count > Self.bufferBytes { try flush(&text, target) }
    }
    try flush(&text, target)
  }

  private func flush(_ text: inout String, _ target: Int32) throws {
    do throws(SystemError) { try Transfer.writeAll(text, to: target) } catch {
      throw Ending(.refused, "cannot write the export: \(systemReason(error.code))")
    }
    text = ""
  }

  private func eachLine(_ body: ([UInt8]) throws -> Void) throws {
    var reader = LineReader(lines)
    do {
      while let line = try reader.next() { try body(line.bytes) }
    } catch let error as SystemError {
      throw Ending(.refused, "the export cannot be read: \(systemReason(error.code))")
    }
  }
}
