import SQLite
import Testing

@testable import Store

@Suite struct SQLTextsTests {
  @Test func `what differs in anything has a text of its own, whatever was asked for before`() {
    let texts = SQLTexts(SQLiteDialect())
    for _ in 1...2 {
      let all = [
        texts.twins(in: "t", ["a", "b"], countsNulls: true), texts.twins(in: "t", ["a", "b"], countsNulls: false),
        texts.twins(in: "t", ["b", "a"], countsNulls: true), texts.twins(in: "u", ["a", "b"], countsNulls: true),
        texts.other(in: "t", with: "a"), texts.other(in: "t", with: "b"), texts.pairs(in: "t", "a"),
        texts.ids(in: "t", with: ["a"]), texts.ids(in: "t", with: ["a", "b"]),
      ]
      #expect(Set(all).count == all.count)
    }
  }

  @Test func `a text that a file cannot have is not made again`() {
    let texts = SQLTexts(SQLiteDialect())
    var count = 0
    for _ in 1...2 {
      let text = texts.stray("e", ["a"], [], .all) {
        count += 1
        return nil
      }
      #expect(text == nil)
    }
    #expect(count == 1)
  }
}
