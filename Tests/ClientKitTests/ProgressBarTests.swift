import JSON
import Testing

@testable import ClientKit

@Suite struct ProgressBarTests {
  private static let bytes: JSON = [
    "id": 1, "stage": "copying the database", "done": 450_000_000, "total": 1_000_000_000, "unit": "bytes",
    "rate": 100_000_000,
  ]

  @Test("shows the share, the rate and the time left, as far as there is room")
  func widths() {
    #expect(
      ProgressBar.line(Self.bytes, width: 100)
        == "copying the database  45 %  [=========           ]  450 MB of 1 GB, 100 MB/s, 6 s left")
    #expect(ProgressBar.line(Self.bytes, width: 60) == "copying the database  45 %  [=========           ]")
    #expect(ProgressBar.line(Self.bytes, width: 30) == "copying the database  45 %")
    #expect(ProgressBar.line(Self.bytes, width: 5) == "")
  }

  @Test("counts what is no bytes, and says only what it knows")
  func units() {
    let checks: JSON = ["stage": "checking", "done": 7, "total": 35, "unit": "checks", "rate": 0]
    #expect(ProgressBar.line(checks, width: 80) == "checking  20 %  [====                ]  7 checks of 35 checks")
    #expect(
      ProgressBar.line(["stage": "reading", "done": 1_500, "total": nil, "unit": "rows", "rate": 3], width: 80)
        == "reading  1,500 rows")
    #expect(
      ProgressBar.line(["stage": "waiting", "done": 0, "total": nil, "unit": "bytes", "rate": 0], width: 80)
        == "waiting")
    #expect(
      ProgressBar.line(["stage": "\u{1B}[2J", "done": 9, "total": 3, "unit": "rows", "rate": -1], width: 80).contains(
        "100 %"))
    #expect(!ProgressBar.line(["stage": "\u{1B}[2J"], width: 80).contains("\u{1B}"))
    #expect(ProgressBar.line([:], width: 80) == "")
  }
}
