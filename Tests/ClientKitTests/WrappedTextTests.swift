import ClientKit
import Testing

@Suite("text in lines of a terminal")
struct WrappedTextTests {
  @Test("it is broken at blanks, a longer word stands alone, later lines are indented")
  func breaks() {
    #expect(WrappedText("error: no user 'x'", width: 80).lines == ["error: no user 'x'"])
    #expect(WrappedText("a bb ccc dddd", width: 6).lines == ["a bb", "ccc", "dddd"])
    #expect(WrappedText("a bbbbbbbbb c", width: 4, hanging: 1).lines == ["a", " bbbbbbbbb", " c"])
    #expect(WrappedText("日本 日本", width: 5).lines == ["日本", "日本"])
    #expect(WrappedText("", width: 5).lines == [""])
  }

  @Test("what stands in quotes stays on one line, to be copied; an apostrophe begins nothing")
  func quotes() {
    func lines(_ text: String) -> [String] { WrappedText(text, width: 20, keepsQuoted: true).lines }
    #expect(lines("use 'vctl user edit anna' to send it") == ["use", "'vctl user edit anna'", "to send it"])
    #expect(lines("the user's name and what it is") == ["the user's name and", "what it is"])
    #expect(lines("an end 'without its other one") == ["an end 'without its", "other one"])
    #expect(lines("('a b c d e f g h i j k')") == ["('a b c d e f g h i j k')"])
  }
}
