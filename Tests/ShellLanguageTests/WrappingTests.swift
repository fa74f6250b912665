import ShellLanguage
import Testing

@Suite("Words wrap at the width of the terminal")
struct WrappingTests {
  @Test(
    "lines break between words, never inside of one",
    arguments: [
      ("one two three", 80, 0, "one two three"), ("one two three", 7, 0, "one two\nthree"),
      ("one two three", 8, 2, "one two\n  three"), ("  one two three", 7, 2, "  one\n  two\n  three"),
      ("a verylongword b", 5, 0, "a\nverylongword\nb"), ("verylongword", 5, 3, "verylongword"),
      ("one\n\ntwo three", 4, 0, "one\n\ntwo\nthree"), ("漢字 漢字", 8, 0, "漢字\n漢字"), ("漢字 漢字", 9, 0, "漢字 漢字"),
      ("", 5, 0, ""), ("a  b", 80, 0, "a  b"), ("one two", 0, 4, "one\n    two"),
    ])
  func wrapping(_ text: String, _ columns: Int, _ hanging: Int, _ lines: String) {
    #expect(Wrapping.wrapped(text, columns: columns, hanging: hanging) == lines)
  }

  @Test("help is laid out in columns, and below each other where there is no room")
  func help() {
    var help = HelpText("What it is, in a sentence.")
    help.list("Fields", [("name", "The name that people know it by."), ("a_name_that_is_longer_than_others", "More.")])
    help.list("Nothing", [])
    #expect(
      help.text(columns: 30) == """
        What it is, in a sentence.

        Fields:
          name  The name that people
                know it by.
          a_name_that_is_longer_than_others
                More.
        """)
    #expect(help.text(columns: 20).contains("\n  name\n      The name that\n      people know it\n      by.\n"))
  }

  @Test("an error and its hint break between words")
  func errors() {
    let error = ShellError("NameError", "name 'x' is not defined", hint: "did you mean 'another'?")
    #expect(
      error.text(source: "", columns: 20) == """
        NameError: name 'x'
            is not defined
        hint: did you mean
              'another'?
        """)
  }
}
