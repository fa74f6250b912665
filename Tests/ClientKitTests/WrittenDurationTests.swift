import ClientKit
import Testing

@Suite("lengths of time as people write them")
struct WrittenDurationTests {
  @Test(
    "are seconds, or a number with a unit",
    arguments: [
      ("90", 90), ("1.5m", 90), ("0", 0), ("30s", 30), ("10m", 600), ("2h", 7_200), ("1 day", 86_400), ("0.5H", 1_800),
    ])
  func reads(text: String, seconds: Int64) {
    #expect(Duration(written: text)?.components.seconds == seconds)
  }

  @Test("and nothing else", arguments: ["", "s", "soon", "-1", "1x", "1h30m", "1e3", "nan", "1.2.3", "99999999h"])
  func refuses(text: String) { #expect(Duration(written: text) == nil) }
}
