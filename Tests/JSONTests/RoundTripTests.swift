import JSON
import TestData
import Testing

@Suite("round trips")
struct RoundTripTests {
  @Test("what is written reads back the same", arguments: 0..<8)
  func values(seed: UInt64) throws {
    var random = RandomJSON(seed: seed)
    for _ in 0..<300 {
      let value = random.value()
      let bytes = value.encoded()
      #expect(try JSON(parsing: bytes) == value)
      #expect(try JSON(parsing: bytes).encoded() == bytes)
      #expect(Grammar.accepts(bytes))
    }
  }

  @Test("every double survives to the bit")
  func doubles() throws {
    var random = RandomJSON(seed: 99)
    for _ in 0..<5000 {
      let number = random.double()
      guard case .number(let read) = try JSON(parsing: JSON.number(number).encoded()) else {
        Issue.record("\(number) did not stay a number")
        continue
      }
      #expect(read.bitPattern == number.bitPattern)
    }
  }

  @Test("mutated texts are accepted exactly when the grammar accepts them", arguments: 0..<8)
  func mutations(seed: UInt64) throws {
    var random = RandomJSON(seed: 1000 + seed)
    var tape = Tape()
    var accepted = 0
    for round in 0..<1500 {
      var bytes = random.value(depth: 3).encoded()
      for _ in 0..<(round % 3 + 1) { mutate(&bytes, using: &random.generator) }
      let verdict = Result { () throws(JSONParseError) in
        try bytes.withUnsafeBufferPointer { (bytes) throws(JSONParseError) in
          try tape.parse(UnsafeRawBufferPointer(bytes))
        }
      }
      let isRight = Grammar.accepts(bytes)
      switch verdict {
      case .success:
        accepted += 1
        #expect(isRight, "accepted: \(bytes)")
        let value = try JSON(parsing: bytes)
        #expect(try JSON(parsing: value.encoded()) == value)
      case .failure(let error):
        #expect(!isRight, "\(error): \(bytes)")
        #expect(error.offset >= 0 && error.offset <= bytes.count)
      }
    }
    // Mutations that all failed, or all passed, would prove nothing.
    #expect(accepted > 50 && accepted < 1450)
  }

  private func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
    let telling = Array("{}[]:,\"\\u0123456789eE+-.dDfalsetrun \n\t\0\u{7F}é\u{1F600}".utf8) + [0x80, 0xC0, 0xED, 0xFF]
    func place(_ generator: inout SeededGenerator) -> Int { Int.random(in: 0...bytes.count, using: &generator) }
    let byte = telling.randomElement(using: &generator) ?? 0
    let (from, to) = (place(&generator), place(&generator))
    let range = min(from, to)..<min(max(from, to), min(from, to) + 6)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: bytes.insert(byte, at: from)
    case 1: if from < bytes.count { bytes[from] = byte }
    case 2: bytes.removeSubrange(range)
    case 3: bytes.insert(contentsOf: Array(bytes[range]), at: from)
    case 4: if from < bytes.count { bytes[from] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
    default: bytes.removeLast(min(bytes.count, 2))
    }
  }
}
