import Glibc

/// A program that shows long text page by page: `$PAGER`, else less.
package struct Pager: ~Copyable {
  private let child: Child
  package let program: String
  package let input: Int32

  /// Nil when there is none: then the text is written as it is.
  package init?() {
    let program = Terminal.environment("PAGER") ?? "less"
    guard !program.isEmpty, program != "cat" else { return nil }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
    // Quits when it fits, keeps colours, and leaves the text on the screen.
    if getenv("LESS") == nil { setenv("LESS", "FRX", 0) }
    guard let child = Child(program == "less" ? ["less"] : ["/bin/sh", "-c", program], input: ends[0]) else {
      close(ends[0])
      close(ends[1])
      return nil
    }
    close(ends[0])
    self.child = child
    self.program = program
    input = ends[1]
  }

  /// Waits until the person has seen enough.
  /// - Returns: whether it says that it showed what it was given.
  package consuming func finish() -> Bool {
    close(input)
    return child.wait()
  }
}
