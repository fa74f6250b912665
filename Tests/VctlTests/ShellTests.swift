import Glibc
import TestData
import Testing

@Suite("shell")
struct ShellTests {
  /// A vctl in a folder of its own, and a program beside it that prints what it was given.
  private func install(_ folder: borrowing TemporaryFolder, mode: mode_t = 0o755) throws -> String {
    let program = folder.path(of: "vctl")
    // Not a symbolic link: vctl looks beside the file itself.
    if link(Vctl.program, program) != 0 {
      try TemporaryFolder.write(TemporaryFolder.bytes(of: Vctl.program), to: program)
      chmod(program, 0o755)
    }
    let shell = folder.path(of: "vshell")
    try TemporaryFolder.write(Array("#!/bin/sh\nprintf '<%s>' \"$@\"; exit 3\n".utf8), to: shell)
    chmod(shell, mode)
    return program
  }

  @Test("it becomes vshell, with the options that concern it, and its exit status")
  func options() throws {
    let folder = try TemporaryFolder()
    let program = try install(folder)
    let words = ["shell", "--socket", "/s", "-c", "a = 'x y'", "-c=b", "--read-only", "--keep-going", "--echo"]
    let outcome = try Vctl.run(words, program: program)
    #expect(outcome.status == 3 && outcome.errors == "")
    #expect(
      outcome.output
        == "<--socket=/s><--command=a = 'x y'><--command==b><--read-only><--keep-going><--echo><-->")
    #expect(try Vctl.run(["shell", "-file"], program: program).status == 2)
    #expect(try Vctl.run(["shell", "--instance", "two", "f"], program: program).output == "<--instance=two><--><f>")
  }

  @Test("without vshell there is one sentence")
  func absent() throws {
    let folder = try TemporaryFolder()
    let program = try install(folder, mode: 0o644)
    let denied = try Vctl.run(["shell"], environment: ["PATH": "/nonexistent"], program: program)
    #expect(denied.status == 1 && denied.errors == "error: cannot start vshell: permission denied\n")
    unlink(folder.path(of: "vshell"))
    let absent = try Vctl.run(["shell"], environment: ["PATH": "/nonexistent"], program: program)
    #expect(absent.status == 1)
    #expect(absent.errors.hasPrefix("error: there is no vshell: it is neither beside vctl nor in PATH\nhint: "))
  }

  @Test("what does not concern the shell is refused")
  func others() throws {
    let outcome = try Vctl.run(["shell", "-o", "json"])
    #expect(outcome.status == 2 && outcome.errors.contains("shell takes no --output"))
  }

  @Test("the real shell answers")
  func real() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    let outcome = try Vctl.run(["shell", "-c", "1 + 1"], environment: ["VCTL_SOCKET": server.path])
    #expect(outcome.output == "2\n", "\(outcome.errors)")
  }
}
