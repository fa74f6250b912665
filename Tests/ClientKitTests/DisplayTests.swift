import ClientKit
import Testing

@Suite("text on a terminal")
struct DisplayTests {
  @Test(
    "width counts columns, not letters",
    arguments: [
      ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한국", 4), ("Ａ", 2), ("🏢", 2), ("👩‍💻", 2), ("❤", 1),
      ("❤\u{FE0F}", 2), ("a\u{200B}b", 2), ("ｱ", 1), ("🇳🇱", 2), ("\u{7}a", 1),
    ])
  func width(text: String, columns: Int) { #expect(DisplayWidth.of(text) == columns) }

  @Test(
    "cut text ends in an ellipsis and fits",
    arguments: [
      ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""), ("日本語", 5, "日本…"),
      ("日本語", 4, "日…"), ("日本語", 6, "日本語"), ("e\u{301}e\u{301}e", 2, "e\u{301}…"),
    ])
  func cut(text: String, columns: Int, expected: String) {
    #expect(DisplayWidth.cut(text, to: columns) == expected)
    #expect(DisplayWidth.of(expected) <= columns)
  }

  @Test(
    "control characters and what reorders text are escaped",
    arguments: [
      ("plain é 日本", "plain é 日本"), ("\u{1B}[31m", "\\e[31m"), ("a\nb\tc\r", "a\\nb\\tc\\r"), ("\u{9B}m", "\\x9bm"),
      ("\u{202E}x", "\\u{202e}x"), ("\u{7F}", "\\x7f"), ("\0", "\\x00"), ("\u{2028}", "\\u{2028}"),
    ])
  func escape(text: String, expected: String) { #expect(Escape.controls(in: text) == expected) }

  @Test("lines may stay") func lines() { #expect(Escape.controls(in: "a\nb\u{1B}", keepLines: true) == "a\nb\\e") }
}
