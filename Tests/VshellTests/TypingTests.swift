import TestData
import TestTerminal
import Testing

@Suite("Typing at a terminal, as in IPython")
struct TypingTests {
  private static let (up, down, backspace) = ("\u{1B}[A", "\u{1B}[B", "\u{7F}")

  @Test("the line after one that opens a block begins with four blanks more, and an empty line ends the block")
  func indentation() throws {
    let database = try Database(.fresh(4))
    var desk = try Desk(database.socket)
    try desk.type("for i in [1, 2]:\n")
    try desk.seeTyped("   ...:     ")
    try desk.type("if i > 1:  # the last\n")
    try desk.seeTyped("   ...:         ")
    try desk.type("print(i * 7)\n")
    try desk.seeTyped("   ...:         ")
    try desk.type("\n")
    try desk.see("In [2]:")
    #expect(
      desk.screen.text.contains("\n   ...:         print(i * 7)\n   ...:\n14\n\nIn [2]:"), "\(desk.screen.text)")
    // A statement that ends a block leads back.
    try desk.type("while False:\npass\n")
    try desk.wait("a prompt without blanks") { $0.text.hasSuffix("pass\n   ...:") && $0.typed == "   ...: " }
  }

  @Test("Backspace takes the blanks of a block away, a step at a time, and Tab gives them back")
  func backspace() throws {
    let database = try Database(.fresh(4))
    var desk = try Desk(database.socket)
    try desk.type("if 1 > 2:\n5\n")
    try desk.seeTyped("   ...:     ")
    try desk.type(Self.backspace + "else:\n")
    try desk.seeTyped("   ...:     ")
    try desk.type(Self.backspace + "\tprint('six')" + Self.backspace + ")\n")
    try desk.type("\n")
    try desk.see("\nsix\n")
    #expect(!desk.screen.text.contains("Error"), "\(desk.screen.text)")
    try desk.see("In [2]:")
    try desk.type("'abc'" + Self.backspace + Self.backspace + "d'\n")
    try desk.see("Out[2]: 'abd'")
  }

  @Test("text in triple quotes gets no blanks of the shell's")
  func quotes() throws {
    let database = try Database(.fresh(4))
    var desk = try Desk(database.socket)
    try desk.run("for i in [1]:\nx = '''a\nb'''\n", 1)
    try desk.run("x", 2)
    #expect(desk.screen.text.contains("Out[2]: 'a\\nb'"), "\(desk.screen.text)")
  }

  @Test("Up and Down go through the statements that begin as the line does, and come back to it")
  func prefix() throws {
    let database = try Database(.fresh(4))
    var desk = try Desk(database.socket)
    for (place, statement) in ["alpha = 1", "beta = alpha", "alpha + 2", "x = 'alpha'", "[alpha]"].enumerated() {
      try desk.run(statement, place + 1)
    }
    try desk.type("al" + Self.up)
    try desk.seeTyped("In [6]: alpha + 2")
    try desk.type(Self.up)
    try desk.seeTyped("In [6]: alpha = 1")
    try desk.type(Self.up + Self.down)
    try desk.seeTyped("In [6]: alpha + 2")
    try desk.type(Self.down)
    try desk.seeTyped("In [6]: al")
    try desk.type("\u{15}" + Self.up + Self.up)
    try desk.seeTyped("In [6]: x = 'alpha'")
    // A bracket is a character like others.
    try desk.type("\u{15}[" + Self.up)
    try desk.seeTyped("In [6]: [alpha]")
    try desk.type("\n")
    try desk.see("Out[6]: [1]")
  }

  @Test("in a block, Up keeps the blanks that the line begins with")
  func prefixInBlock() throws {
    let database = try Database(.fresh(4))
    var desk = try Desk(database.socket)
    try desk.run("print(35)", 1)
    try desk.run("if True: pass\n", 2)
    try desk.type("if True:\npr" + Self.up)
    try desk.seeTyped("   ...:     print(35)")
    try desk.type("\n\n")
    try desk.see("\n   ...:\n35\n\nIn [4]:")
  }

  @Test(
    "what is pasted into a block has the block's indentation once",
    arguments: [
      "    print(i)\n    print(i + 1)\n", "  print(i)\n  print(i + 1)\n", "print(i)\n    print(i + 1)\n",
    ])
  func pasteInBlock(_ lines: String) throws {
    let database = try Database(.fresh(4))
    var desk = try Desk(database.socket)
    try desk.type("for i in [8]:\n")
    try desk.seeTyped("   ...:     ")
    try desk.paste(lines)
    try desk.wait("what was pasted") { $0.text.hasSuffix("print(i + 1)\n   ...:") }
    try desk.type("\n")
    try desk.see("In [2]:")
    #expect(
      desk.screen.text.contains("\n   ...:     print(i)\n   ...:     print(i + 1)\n   ...:\n8\n9\n"),
      "\(desk.screen.text)")
  }

  @Test("a page of README or of 'make run', with prompts or indented, runs as it was copied")
  func pages() throws {
    let database = try Database(.fresh(4))
    var desk = try Desk(database.socket)
    try desk.paste("In [1]: o = db.Organization(name=\"north\", country=\"NL\")\nIn [2]: o.save()")
    try desk.seeTyped("In [2]: o.save()")
    try desk.run("", 1)
    try desk.paste("  for x in db.Organization.get():\n      print(x.name)\n\n  o.country\n")
    try desk.seeTyped("   ...: ")
    try desk.run("", 2)
    #expect(desk.screen.text.contains("\nnorth\nOut[2]: 'NL'\n"), "\(desk.screen.text)")
    // Copied from behind the first prompt on, and from an answer on.
    try desk.paste("for i in [7]:\n   ...:     print(i * 3)\n   ...: \n21\n\nIn [9]: 5 * 5\nOut[9]: 0")
    try desk.seeTyped("Out[9]: 0")
    try desk.run("", 3)
    #expect(desk.screen.text.contains("\n21\nOut[3]: 25\n"), "\(desk.screen.text)")
    try desk.paste("Out[9]: 0\nIn [10]: 6 * 6")
    try desk.seeTyped("6 * 6")
    try desk.run("", 4)
    #expect(desk.screen.text.contains("\nOut[4]: 36\n"), "\(desk.screen.text)")
  }
}
