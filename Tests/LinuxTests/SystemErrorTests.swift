import Glibc
import Linux
import Testing

@Suite struct SystemErrorTests {
  @Test("the system's words, and the same within a sentence")
  func words() {
    #expect(SystemError("open", code: ENOENT).reason == "No such file or directory")
    #expect(systemReason(ENOENT) == "no such file or directory")
    #expect(systemReason(EIO) == "input/output error")
    // RF is a name: only the first letter is made small.
    #expect(systemReason(ERFKILL) == "operation not possible due to RF-kill")
    #expect(!systemReason(123_456).isEmpty)
  }

  @Test("it takes the error of the call before it")
  func last() {
    #expect(close(-1) == -1)
    #expect(SystemError("close") == SystemError("close", code: EBADF))
  }
}
