import Adoption
import Catalogue
import JSON
import TestData
import Testing

@testable import Admin

@Suite struct StatusTests {
  @Test("a percentile is at most an eighth too high, and never above the longest", arguments: 1...40)
  func percentiles(seed: UInt64) {
    var series = SeededGenerator(seed: seed)
    let histogram = Histogram()
    let times = (0..<500).map { _ in
      Int64.random(in: 1_024...(1 << Int64.random(in: 11...35, using: &series)), using: &series)
    }
    for time in times { histogram.record(nanoseconds: time, isFailure: time.isMultiple(of: 2)) }
    let summary = histogram.summary
    #expect(summary.count == 500)
    #expect(summary.nanoseconds == UInt64(times.reduce(0, +)))
    #expect(summary.failures == UInt64(times.count { $0.isMultiple(of: 2) }))
    #expect(summary.longest == UInt64(times.max() ?? 0))
    for part in [0.01, 0.5, 0.9, 0.99, 1] {
      let exact = UInt64(times.sorted()[Int((Double(times.count) * part).rounded(.up)) - 1])
      let told = summary.percentile(part)
      #expect(told >= exact && told <= exact + exact / 8 + 1, "\(part): \(told) for \(exact)")
    }
  }

  @Test("every time has its bucket, and the buckets follow each other")
  func buckets() {
    #expect(Histogram.bucket(of: 0) == 0 && Histogram.bucket(of: .max) == 223)
    for bucket in 0..<223 {
      #expect(Histogram.bucket(of: Histogram.end(of: bucket) - 1) == bucket)
      #expect(Histogram.bucket(of: Histogram.end(of: bucket)) == bucket + 1)
    }
    let histogram = Histogram()
    for time in [-5, 0, .max] as [Int64] { histogram.record(nanoseconds: time, isFailure: false) }
    #expect(histogram.summary.percentile(1) == UInt64(Int64.max))
    #expect(Histogram().summary.percentile(0.5) == 0)
  }

  @Test(
    "the status counts the calls and their errors, and tells of file and log", arguments: [Sample.sample2, .sample4])
  func status(sample: Sample) throws {
    var fixture = try Fixture(sample)
    let idle = try fixture.call("database.status")
    #expect(idle["requests"] == [])
    #expect(idle["audit"]?["last"] == .null && idle["audit"]?["records"] == 0)
    for _ in 0..<3 { try fixture.call("organization.list") }
    try fixture.call("organization.create", ["values": ["name": "A"]])
    try fixture.call("organization.create", ["values": ["name": "B"], "dry_run": true])
    _ = try fixture.refusal("organization.create", ["values": ["name": "A"]])
    _ = try fixture.refusal("organisation.list")
    fixture.service.retention = AuditRetention(days: 7, records: 100)
    let status = try fixture.call("database.status")
    var counts: [String: [JSON?]] = [:]
    for request in status["requests"]?.array ?? [] {
      counts[request["method"]?.string ?? "?"] = [request["count"], request["errors"]]
      let times = ["p50_us", "p90_us", "p99_us", "max_us", "total_us"].compactMap { request[$0]?.integer }
      #expect(times == times.sorted() && times.first ?? 0 > 0, "\(request)")
    }
    #expect(
      counts == [
        "organization.list": [3, 0], "organization.create": [3, 1], "database.status": [1, 0], "": [1, 1],
      ])
    #expect(status["commits"]?["count"] == 1)
    #expect(
      status["memory"] == [
        "messages": ["used_bytes": 0, "most_bytes": 0, "limit_bytes": 67_108_864],
        "large_messages": ["used_bytes": 0, "most_bytes": 0, "limit_bytes": 268_435_456],
      ])
    let audit = status["audit"]
    #expect(audit?["records"] == 1 && audit?["keep_days"] == 7 && audit?["keep_records"] == 100)
    #expect(audit?["oldest"]?.string == Fixture.now)
    #expect((100...2_000).contains(audit?["bytes"]?.integer ?? 0))
    #expect(audit?["last"]?["method"] == "organization.create" && audit?["last"]?["user"] == "tester")
    let database = status["database"]
    switch TestEngine.current {
    case .sqlite:
      #expect(database?["path"]?.string == fixture.path)
      #expect(
        database?["bytes"] == .integer((database?["pages"]?.integer ?? 0) * (database?["page_bytes"]?.integer ?? 0)))
      #expect(database?["journal"] == "delete" && database?["wal_bytes"] == 0)
    case .postgresql:
      #expect(database?["uri"]?.string == fixture.service.served.database.name && database?["path"] == nil)
      #expect(database?["bytes"]?.integer ?? 0 > 1_000_000 && database?["connections"]?.integer ?? 0 >= 2)
      #expect(database?["synchronous_commit"] == "on" && database?["server_version"]?.string?.isEmpty == false)
    }
    #expect(database?["layout"] == (sample == .sample2 ? 2 : 4))
  }

  @Test("a file that was upgraded in place says so in its status", .onFiles("there is no such database on a server"))
  func warnings() throws {
    var fixture = try Fixture(.upgraded3to4)
    #expect(try fixture.call("database.status")["warnings"]?.array?.isEmpty == false)
  }
}
