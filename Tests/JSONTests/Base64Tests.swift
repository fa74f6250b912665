import JSON
import TestData
import Testing

@Suite("base64")
struct Base64Tests {
  @Test(
    "the vectors of RFC 4648 section 10 hold both ways",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"),
    ])
  func vectors(plain: String, encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == encoded)
    #expect(Base64.decode(encoded) == Array(plain.utf8))
    let unpadded = encoded.filter { $0 != "=" }
    #expect(Base64.encodeURL(Array(plain.utf8)) == unpadded)
    #expect(Base64.decodeURL(unpadded) == Array(plain.utf8))
  }

  @Test(
    "what is not base64 is refused",
    arguments: [
      "A", "AA", "AAA", "AAA=A", "A===", "====", "=", "AA=", "AB==", "AAB=", "AA==AA==", "AAAA=", "AAAA====", "AA=A",
      "AA A", "AAAA\n", "A-A_", "\u{E9}AAA", "AAA\0", "A*AA", "=AAA",
    ])
  func refuses(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test("space is ignored only if asked")
  func space() {
    #expect(Base64.decode(" Zm9v\r\nYmE=\t\n", ignoringSpace: true) == Array("fooba".utf8))
    #expect(Base64.decode("Zm9v\nYmE=") == nil)
    #expect(Base64.decode(" \n", ignoringSpace: true) == [])
    #expect(Base64.decode("Zm9v\u{B}", ignoringSpace: true) == nil)
  }

  @Test(
    "the other alphabet has neither padding nor plus nor slash",
    arguments: ["Zg==", "+/+/", "Zh", "Z", "Zm9vY", "Zm9v\n"])
  func url(text: String) {
    #expect(Base64.decodeURL(text) == nil)
    #expect(Base64.encodeURL([0xFB, 0xFF, 0xBF]) == "-_-_")
    #expect(Base64.decodeURL("-_-_") == [0xFB, 0xFF, 0xBF])
  }

  @Test("random bytes survive both alphabets, and every text has one spelling")
  func roundTrip() {
    var random = SeededGenerator(seed: 64)
    for length in 0..<200 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
      #expect(Base64.decodeURL(Base64.encodeURL(bytes)) == bytes)
    }
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=".utf8)
    for _ in 0..<5000 {
      let text = String(decoding: (0..<8).map { _ in alphabet.randomElement(using: &random) ?? 0 }, as: UTF8.self)
      if let bytes = Base64.decode(text) { #expect(Base64.encode(bytes) == text) }
    }
  }
}
