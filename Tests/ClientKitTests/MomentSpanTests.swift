import ClientKit
import Testing
import Vocabulary

@Suite("moments as people write them")
struct MomentSpanTests {
  private let now = Moment(microseconds: 1_795_426_200_000_000)  // 2026-11-23T09:30:00Z

  @Test(
    "are a day, a minute, a second or an instant, by what is written",
    arguments: [
      ("2026-11-01", "2026-11-01T00:00:00", "2026-11-02T00:00:00"), ("today", "2026-11-23", "2026-11-24"),
      ("Yesterday", "2026-11-22", "2026-11-23"), ("11:59", "2026-11-23T11:59", "2026-11-23T12:00"),
      ("9:05", "2026-11-23T09:05", "2026-11-23T09:06"), ("11:59:30", "2026-11-23T11:59:30", "2026-11-23T11:59:31"),
      ("2026-11-01T09:30+02:00", "2026-11-01T07:30", "2026-11-01T07:31"),
      ("2026-11-01 09:30:00.12Z", "2026-11-01T09:30:00.12", "2026-11-01T09:30:00.13"),
      ("2026-11-01 09:30:00.123456Z", "2026-11-01T09:30:00.123456", nil), ("now", "2026-11-23T09:30", nil),
      ("1h", "2026-11-23T08:30", nil), ("-5min", "2026-11-23T09:25", nil), ("2d ago", "2026-11-21T09:30", nil),
      ("30 seconds ago", "2026-11-23T09:29:30", nil), ("1w", "2026-11-16T09:30", nil), ("3m", "2026-11-23T09:27", nil),
      ("9999-12-31", "9999-12-31", "9999-12-31T23:59:59.999999"),
    ] as [(String, String, String?)])
  func reads(text: String, start: String, end: String?) throws {
    let span = try #require(MomentSpan(text, now: now))
    #expect(span.start == Moment(start))
    #expect(span.end == end.flatMap { Moment($0) })
  }

  @Test(
    "and nothing else",
    arguments: [
      "", "soon", "1", "h", "1x", "-", "2026", "2026-02-30", "25:00", "9999999999999999999h", "9999999999h", "1h1m",
      "::",
      "1:2", "12:",
    ])
  func refuses(text: String) { #expect(MomentSpan(text, now: now) == nil) }
}
