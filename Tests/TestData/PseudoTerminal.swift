import Glibc

/// A terminal without a screen (pts(4)): what programs on it write is read from `master`, what is written there they
/// read as typed.
package struct PseudoTerminal: ~Copyable {
  package let master: Int32
  /// The side for programs; the leader of a session that opens it first gets the signals of its keys.
  package let path: String

  package init(columns: UInt16, lines: UInt16) throws(TestDataError) {
    // Unlocked and named by ioctl_tty(2), since posix_openpt(3) is not in the module of the C library.
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (lock, number): (Int32, UInt32) = (0, 0)
    guard master >= 0, ioctl(master, UInt(0x4004_5431), &lock) == 0, ioctl(master, UInt(0x8004_5430), &number) == 0
    else { throw TestDataError("no terminal") }
    self.master = master
    path = "/dev/pts/\(number)"
    resize(columns: columns, lines: lines)
  }

  deinit { close(master) }

  /// Whoever has the terminal in the foreground hears of it.
  package func resize(columns: UInt16, lines: UInt16) {
    var size = winsize(ws_row: lines, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }
}
