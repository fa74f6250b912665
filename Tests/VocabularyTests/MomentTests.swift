import TestData
import Testing
import Vocabulary

@Suite struct MomentTests {
  @Test(
    "what is written is read to the microsecond",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1970-01-01", 0), ("1970-01-01T00:00:00.000001Z", 1),
      ("1969-12-31T23:59:59.999999Z", -1),
      ("2000-02-29T00:00:00Z", 951_782_400_000_000), ("2024-02-29 12:34:56.5", 1_709_210_096_500_000),
      ("2024-02-29T12:34:56.5+00:00", 1_709_210_096_500_000), ("2024-02-29T14:34:56.5+02:00", 1_709_210_096_500_000),
      ("2024-02-29T07:04:56.5-0530", 1_709_210_096_500_000), ("2024-03-01t00:04:56.5z", 1_709_251_496_500_000),
      ("2026-01-01T00:00Z", 1_767_225_600_000_000), ("2026-01-01T00:00:00.9999999Z", 1_767_225_600_999_999),
      ("0001-01-01T00:00:00Z", -62_135_596_800_000_000), ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
    ] as [(String, Int64)])
  func reading(text: String, microseconds: Int64) {
    #expect(Moment(text)?.microseconds == microseconds)
  }

  @Test(
    "what is no moment is refused",
    arguments: [
      "", "now", "2024", "2024-01", "2024-1-1", "2024-13-01", "2024-00-01", "2024-01-00", "2024-01-32", "2023-02-29",
      "1900-02-29",
      "2024-04-31", "0000-01-01", "10000-01-01", "-2024-01-01", "2024-01-01T", "2024-01-01T1", "2024-01-01T24:00:00Z",
      "2024-01-01T23:60:00Z",
      "2024-01-01T23:59:60Z", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00+", "2024-01-01T00:00:00+24:00",
      "2024-01-01T00:00:00+01:60",
      "2024-01-01T00:00:00Zx", "2024-01-01  00:00:00", "2024-01-01X00:00:00", "2024/01/01", "2024-01-01T00:00:00 Z",
      " 2024-01-01",
      "2024-01-01 ", "２０２４-01-01", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "1706745600",
      "2024-01-01T00:00:00,5Z",
    ])
  func refusing(text: String) { #expect(Moment(text) == nil) }

  /// The stored form is told by its bytes, and must not let through what a parse would refuse.
  @Test(
    "the stored form is what is a moment and is written in just that way",
    arguments: [
      "2024-02-29 12:34:56.500000", "0001-01-01 00:00:00.000000", "9999-12-31 23:59:59.999999",
      "2023-02-29 12:34:56.500000", "0000-01-01 00:00:00.000000", "2024-13-01 00:00:00.000000",
      "2024-00-01 00:00:00.000000", "2024-01-00 00:00:00.000000", "2024-01-01 24:00:00.000000",
      "2024-01-01 23:60:00.000000", "2024-01-01 23:59:60.000000", "2024-01-01 00:00:00.00000x",
      "2024-01-01T00:00:00.000000", "2024-01-01 00:00:00.00000", "2024-01-01 00:00:00.0000000",
      "2024/01/01 00:00:00.000000", "2024-01-01 00-00-00.000000", "2024-01-01 00:00:00,000000",
      "+024-01-01 00:00:00.000000",
      "",
    ])
  func storedForm(text: String) {
    let isStored = Array(text.utf8).withUnsafeBufferPointer { Moment.isStored($0) }
    #expect(isStored == (Moment(text)?.stored == text))
  }

  @Test("leap years are those of the Gregorian calendar")
  func leapYears() {
    for year in 1...2_400 {
      let digits = String(repeating: "0", count: 4 - String(year).count) + String(year)
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      #expect((Moment("\(digits)-02-29") != nil) == isLeap, "\(year)")
    }
  }

  @Test("every moment reads back as what it was written, and days follow each other")
  func roundTrip() {
    var generator = SeededGenerator(seed: 42)
    for _ in 0..<20_000 {
      let moment = Moment(
        microseconds: Int64.random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &generator))
      #expect(Moment(moment.wire) == moment && Moment(moment.stored) == moment)
      #expect(moment.wire.utf8.count == 27 && moment.stored.utf8.count == 26)
      #expect(moment.wire == moment.stored.replacing(" ", with: "T") + "Z")
    }
    var last = Moment(microseconds: -62_135_596_800_000_000)
    for day in 1...3_652_058 where day % 11 == 0 || day < 2_000 {
      let next = Moment(microseconds: -62_135_596_800_000_000 + Int64(day) * 86_400_000_000)
      // Texts sort as moments do: the database compares texts.
      guard last.stored < next.stored, next.stored.hasSuffix(" 00:00:00.000000") else {
        Issue.record("\(last.stored) is not before \(next.stored)")
        return
      }
      last = next
    }
    #expect(last.stored.hasPrefix("9999-12-"))
  }

  @Test("offsets move a moment by what they say, in both directions")
  func offsets() {
    let noon = Moment("2024-06-15T12:00:00Z")
    for hours in 0..<24 {
      for minutes in [0, 15, 30, 59] {
        let text = (hours < 10 ? "0" : "") + "\(hours):" + (minutes < 10 ? "0" : "") + "\(minutes)"
        let east = Moment("2024-06-15T12:00:00+\(text)")
        let west = Moment("2024-06-15T12:00:00-\(text)")
        let distance = Int64(hours * 3_600 + minutes * 60) * 1_000_000
        #expect(east?.microseconds == noon.map { $0.microseconds - distance })
        #expect(west?.microseconds == noon.map { $0.microseconds + distance })
      }
    }
  }
}
