import CEdit
import Glibc
import Linux

/// Characters that a person types, one at a time.
struct Keyboard {
  enum Key {
    case character(UnicodeScalar)
    /// `Interruption` noticed something.
    case signal
    /// Nobody types any more.
    case ended
  }

  private var bytes: [UInt8] = []
  private var place = 0

  /// Waits for the next character.
  mutating func next() -> Key {
    if place == bytes.count, !waitForInput() { return .signal }
    guard let first = byte() else { return .ended }
    let more = first < 0xC0 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3
    var sequence = [first]
    while sequence.count <= more, let byte = byte() { sequence.append(byte) }
    // What is no UTF-8 shows as such.
    return .character(String(decoding: sequence, as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}")
  }

  /// Forgets what was typed ahead.
  mutating func drop() { (bytes, place) = ([], 0) }

  /// - Returns: false where a signal came first. None is lost between looking and waiting: they are held back until
  ///   pselect(2) waits.
  private func waitForInput() -> Bool {
    var (held, before) = (sigset_t(), sigset_t())
    sigemptyset(&held)
    for signal in Interruption.signals { sigaddset(&held, signal) }
    pthread_sigmask(SIG_BLOCK, &held, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return !Interruption.isNoticed && (vshell_wait_for_input(&before) >= 0 || errno != EINTR)
  }

  private mutating func byte() -> UInt8? {
    if place == bytes.count {
      var room = [UInt8](repeating: 0, count: 4_096)
      let count = retrying { read(0, &room, room.count) }
      guard count > 0 else { return nil }
      (bytes, place) = (Array(room[..<count]), 0)
    }
    defer { place += 1 }
    return bytes[place]
  }
}
