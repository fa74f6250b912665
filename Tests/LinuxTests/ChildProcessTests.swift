import Glibc
import Linux
import Testing

@Suite struct ChildProcessTests {
  @Test(
    "a child that ends well, and one that fails",
    arguments: [("exit 0", true), ("exit 3", false), ("kill -9 $$", false)])
  func endings(script: String, isWell: Bool) throws {
    let child = try ChildProcess(["sh", "-c", script])
    #expect(try child.wait() == isWell)
  }

  @Test("a program that is not there, and none at all")
  func missing() {
    for words in [["/nowhere/program"], []] {
      #expect(throws: SystemError("posix_spawnp", code: ENOENT)) { _ = try ChildProcess(words) }
    }
  }

  @Test("it reads what it is given, and is seen to run until then")
  func input() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
    let reader = Descriptor(owning: ends[0])
    let child: ChildProcess
    do {
      let writer = Descriptor(owning: ends[1])
      child = try ChildProcess(["sh", "-c", "read word && test \"$word\" = yes"], input: reader.number)
      #expect(try child.look() == nil)
      try Transfer.writeAll("yes\n", to: writer.number)
    }
    #expect(try child.wait())
  }

  @Test("signals that this process ignores have their effect in it again")
  func signals() throws {
    // Others that run at the same time ignore SIGURG anyway: so does the system.
    signal(SIGURG, SIG_IGN)
    defer { signal(SIGURG, SIG_DFL) }
    let script = "grep -q 'SigIgn:.*[4-7c-f].....$' /proc/self/status"
    #expect(try ChildProcess(["sh", "-c", script]).wait() == true)
    #expect(try ChildProcess(["sh", "-c", script], restoring: [SIGURG]).wait() == false)
  }
}
