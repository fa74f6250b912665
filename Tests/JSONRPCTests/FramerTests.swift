import JSONRPC
import Testing

@Suite("framing")
struct FramerTests {
  /// What a stream turns into when it arrives in these pieces: lines, and the final state.
  private func frames(_ pieces: [[UInt8]], frameBytesMax: Int = 100, finish: Bool = false) -> [String] {
    var framer = Framer(frameBytesMax: frameBytesMax)
    var found: [String] = []
    func take(_ frame: Framer.Frame, _ framer: borrowing Framer) -> Bool {
      switch frame {
      case .line(let range): found.append(framer.withBytes(of: range) { String(decoding: $0, as: UTF8.self) })
      case .incomplete: return false
      case .tooLong: found.append("<too long>")
      case .http: found.append("<http>")
      }
      if case .line = frame { return true }
      return false
    }
    for piece in pieces {
      framer.append(piece)
      while take(framer.next(), framer) {}
    }
    if finish, take(framer.finish(), framer) { _ = take(framer.finish(), framer) }
    return found
  }

  /// Calls that change the framer cannot stand inside the macro.
  private func check(_ frame: Framer.Frame, _ expected: Framer.Frame, at location: SourceLocation = #_sourceLocation) {
    #expect(frame == expected, sourceLocation: location)
  }

  private func pieces(_ bytes: [UInt8], cutAt cuts: [Int]) -> [[UInt8]] {
    let bounds = [0] + cuts + [bytes.count]
    return zip(bounds, bounds.dropFirst()).map { Array(bytes[$0..<$1]) }
  }

  @Test("a stream cut anywhere, once and twice, gives the same lines")
  func everyCut() {
    let stream = Array("{\"a\":1}\n\r\n  \t\n[2]\r\n\n\"é日\"\nlast\r".utf8)
    let expected = ["{\"a\":1}", "[2]", "\"é日\""]
    for first in 0...stream.count {
      #expect(frames(pieces(stream, cutAt: [first])) == expected, "cut at \(first)")
      for second in first...stream.count {
        let whole = frames(pieces(stream, cutAt: [first, second]), finish: true)
        #expect(whole == expected + ["last"], "cut at \(first) and \(second)")
      }
    }
    #expect(frames(stream.map { [$0] }, finish: true) == expected + ["last"])
  }

  @Test("many lines in one piece come out one after another")
  func manyLines() {
    let stream = Array((0..<500).map { "line \($0)\n" }.joined().utf8)
    #expect(frames([stream]) == (0..<500).map { "line \($0)" })
  }

  @Test("the limit counts the line without its ending", arguments: ["\n", "\r\n"])
  func limit(ending: String) {
    let fits = String(repeating: "x", count: 10)
    for cut in 0...12 {
      let good = Array((fits + ending).utf8)
      #expect(frames(pieces(good, cutAt: [min(cut, good.count)]), frameBytesMax: 10) == [fits])
      let long = Array((fits + "x" + ending).utf8)
      #expect(frames(pieces(long, cutAt: [cut]), frameBytesMax: 10).first == "<too long>")
    }
  }

  @Test("a line without end is refused as soon as it is over the limit, and for good")
  func endless() {
    var framer = Framer(frameBytesMax: 10)
    framer.append(Array("ok\n0123456789".utf8))
    check(framer.next(), .line(0..<2))
    check(framer.next(), .incomplete)
    framer.append(Array("ab".utf8))
    check(framer.next(), .tooLong)
    framer.append(Array("\nok\n".utf8))
    check(framer.next(), .tooLong)
    check(framer.finish(), .tooLong)
  }

  @Test("at the end of the stream a last line over the limit is refused too")
  func limitAtTheEnd() {
    #expect(frames([Array("0123456789".utf8)], frameBytesMax: 10, finish: true) == ["0123456789"])
    #expect(frames([Array("0123456789\r".utf8)], frameBytesMax: 10, finish: true) == ["0123456789"])
    #expect(frames([Array("0123456789a".utf8)], frameBytesMax: 10, finish: true) == ["<too long>"])
  }

  @Test("a line that is put back comes again, with what follows it")
  func putBack() {
    var framer = Framer(frameBytesMax: 100)
    framer.append(Array("one\r\ntwo\nthr".utf8))
    for _ in 0..<3 {
      guard case .line(let line) = framer.next() else {
        Issue.record("there is no line")
        return
      }
      #expect(framer.withBytes(of: line) { String(decoding: $0, as: UTF8.self) } == "one")
      framer.putBack(line)
    }
    let texts = (0..<2).map { _ in text(framer.next(), framer) }
    #expect(texts == ["one", "two"])
    check(framer.next(), .incomplete)
    let last = framer.finish()
    if case .line(let line) = last { framer.putBack(line) }
    let again = text(framer.finish(), framer)
    #expect(again == "thr")
  }

  private func text(_ frame: Framer.Frame, _ framer: borrowing Framer) -> String? {
    guard case .line(let line) = frame else { return nil }
    return framer.withBytes(of: line) { String(decoding: $0, as: UTF8.self) }
  }

  @Test("the size of the buffer is known before it grows, and it is small again after a long line", arguments: [0, 7])
  func sizes(rest: Int) {
    var framer = Framer(frameBytesMax: 8 << 20)
    var received = 0
    while received < 4 << 20 {
      let size = framer.storageBytes(withRoom: 65_536)
      framer.fill(room: 65_536) { room in
        for place in 0..<65_536 { room[place] = UInt8(ascii: "x") }
        return 65_536
      }
      received += 65_536
      #expect(framer.storageBytes == size)
      #expect(size <= max(2 << 20, received + received / 4 + 65_536))
    }
    framer.append([UInt8(ascii: "\n")] + Array(repeating: UInt8(ascii: "y"), count: rest))
    check(framer.next(), .line(0..<received))
    framer.trim()
    #expect(framer.storageBytes == rest)
    framer.append([UInt8(ascii: "\n")])
    let text = text(framer.next(), framer)
    #expect(text == (rest == 0 ? nil : String(repeating: "y", count: rest)))
  }

  @Test("an empty and a blank stream end without a line", arguments: ["", "\n", "  ", "\r\n \t\r\n", "\r"])
  func blank(stream: String) {
    #expect(frames([Array(stream.utf8)], finish: true) == [])
  }

  @Test(
    "a stream that starts like HTTP is told before its first line is complete",
    arguments: ["GET ", "POST ", "PUT ", "HEAD ", "OPTIONS ", "DELETE ", "PATCH ", "CONNECT ", "PRI "])
  func http(start: String) {
    let stream = Array((start + "/ HTTP/1.1\r\nHost: x\r\n\r\n").utf8)
    for cut in 0...stream.count {
      #expect(frames(pieces(stream, cutAt: [cut])).first == "<http>", "cut at \(cut)")
    }
    #expect(frames([Array(start.utf8)]) == ["<http>"])
    #expect(frames([Array(start.utf8.dropLast())]) == [])
    #expect(frames([Array("\r\n".utf8) + stream]).first == "<http>")
  }

  @Test("only the first line is looked at for HTTP, and only its start")
  func notHTTP() {
    #expect(frames([Array("{}\nGET / HTTP/1.1\n".utf8)]) == ["{}", "GET / HTTP/1.1"])
    #expect(frames([Array("GETS \nget / \n\"GET \"\n".utf8)]) == ["GETS ", "get / ", "\"GET \""])
  }

  @Test("bytes are read straight into the buffer, and a failing read changes nothing")
  func fills() {
    var framer = Framer()
    framer.append(Array("ab".utf8))
    #expect(framer.pendingCount == 2)
    let count = framer.fill(room: 100) { room in
      #expect(room.count >= 100)
      room[0] = UInt8(ascii: "c")
      room[1] = UInt8(ascii: "\n")
      return 2
    }
    #expect(count == 2)
    check(framer.next(), .line(0..<3))
    let end = framer.fill { _ in 0 }
    #expect(end == 0)
    check(framer.next(), .incomplete)
  }

  @Test("pending bytes survive moving and growing, over many reads of every size")
  func longStream() {
    let lines = (0..<300).map { number in "\(number):" + String(repeating: "é", count: number * 37 % 900) }
    let stream = Array(lines.map { $0 + "\n" }.joined().utf8)
    var framer = Framer(frameBytesMax: 2000)
    var (sent, step, found) = (0, 0, [String]())
    while sent < stream.count {
      step += 1
      let size = min(stream.count - sent, step * 7919 % 1500 + 1)
      framer.append(stream[sent..<sent + size])
      sent += size
      while case .line(let range) = framer.next() {
        found.append(framer.withBytes(of: range) { String(decoding: $0, as: UTF8.self) })
      }
    }
    #expect(found == lines)
    #expect(framer.pendingCount == 0)
  }

  @Test("storage is given back when nothing is in it, and only then")
  func releases() {
    var framer = Framer()
    framer.append(Array("ab".utf8))
    framer.releaseStorage()
    #expect(framer.pendingCount == 2)
    framer.append(Array("c\n".utf8))
    check(framer.next(), .line(0..<3))
    framer.releaseStorage()
    check(framer.next(), .incomplete)
    framer.append(Array("d\n".utf8))
    check(framer.next(), .line(0..<1))
  }

  /// The compiler proves that a framer can be part of what moves between threads.
  private struct ConnectionStub: ~Copyable, Sendable {
    var framer = Framer()
  }

  @Test("a framer is part of a connection that moves")
  func moves() {
    var connection = ConnectionStub()
    connection.framer.append(Array("x\n".utf8))
    var moved = connection
    check(moved.framer.next(), .line(0..<1))
  }
}
