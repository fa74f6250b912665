import ClientKit
import Glibc
import Linux

/// Graphviz's program `dot`, which lays graphs out.
enum DotProgram {
  /// What it makes of a graph: an SVG picture.
  /// - Returns: nil where the program is not installed, or fails.
  static func picture(_ text: String) throws(SystemError) -> String? {
    let folder = Terminal.environment("TMPDIR") ?? "/tmp"
    let input = try NamelessFile.make(in: folder)
    let output = try NamelessFile.make(in: folder)
    try Transfer.writeAll(text, to: input.number)
    lseek(input.number, 0, SEEK_SET)
    guard let child = Child(["dot", "-q", "-Tsvg"], input: input.number, output: output.number), child.wait() else {
      return nil
    }
    lseek(output.number, 0, SEEK_SET)
    let picture = String(decoding: try Transfer.readAll(from: output.number), as: UTF8.self)
    return picture.contains("</svg>") ? picture : nil
  }
}
