import Store
import Testing

@Suite("Hashes of secrets")
struct BcryptTests {
  @Test("a secret of any length is hashed and verified by its first 72 bytes, as bcrypt does")
  func long() throws {
    let secret = String(repeating: "é", count: 36)
    let hash = try #require(Bcrypt.hash(secret + String(repeating: "x", count: 100_000)))
    #expect(Bcrypt.verify(secret, hash: hash))
    #expect(Bcrypt.verify(secret + "other", hash: hash))
    #expect(!Bcrypt.verify(String(secret.dropLast()) + "x", hash: hash))
  }
}
