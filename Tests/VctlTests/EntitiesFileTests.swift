import Admin
import TestData
import Testing

/// The files that the real server's documentation and tests have for its own import, in every form that it had, with
/// other names: `Tests/Data/entities`.
@Suite("files for the real server's own import") struct EntitiesFileTests {
  private static let layouts: [(file: String, generation: Int)] = [
    ("first", 2), ("documented-2", 2), ("documented-2", 3), ("documented-2", 4), ("documented-4", 3),
    ("documented-4", 4), ("documented-5", 4), ("rivers", 3), ("rivers", 4), ("sandbox", 4), ("numbered", 4),
  ]

  @Test("each makes its records, or is refused with all errors", arguments: layouts)
  func imported(file: String, generation: Int) throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder, new: .vantage6, generation: generation)
    let path = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Data/entities/\(file).yaml"
    let done = try Vctl.run(["import", path, "--socket", server.path])
    let kinds = ["organization", "collaboration", "user", "node", "task", "result"].flatMap { ["--entity", $0] }
    let records = try Vctl.run(["export", "-o", "yaml", "--socket", server.path] + kinds)
    let keys = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/
    let text = (done.errors + done.output).replacing(keys, with: "KEY").replacing(path, with: "\(file).yaml")
    try expectGolden("\(text)\n\(records.output)", "entities-\(file)-\(generation).txt")
    let again = try Vctl.run(["import", path, "--update", "--socket", server.path])
    #expect(again.status == done.status)
    if done.status == 0 { #expect(again.errors.hasSuffix("no changes\n"), "\(again.errors)") }
  }
}
