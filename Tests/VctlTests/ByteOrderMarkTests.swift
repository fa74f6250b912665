import Glibc
import TestData
import Testing

@Suite("a byte order mark begins a document and is no part of it")
struct ByteOrderMarkTests {
  private static let mark = "\u{FEFF}"

  @Test("in transactions, in JSON from files, and in what an editor leaves; a value keeps it")
  func documents() throws {
    let folder = try TemporaryFolder()
    let server = try Daemon.start(in: folder)
    func run(_ words: [String], input: String? = "") throws -> Vctl.Outcome {
      try Vctl.run(
        words, input: input,
        environment: ["VCTL_SOCKET": server.path, "PATH": "/usr/bin:/bin", "EDITOR": folder.path(of: "editor")])
    }
    #expect(try run(["transaction"], input: Self.mark + "organization create name=a\n").status == 0)
    let file = folder.path(of: "lines")
    try TemporaryFolder.write(Array((Self.mark + "# none\norganization create name=b\r\n").utf8), to: file)
    #expect(try run(["transaction", file]).status == 0)
    let params = folder.path(of: "params")
    try TemporaryFolder.write(Array((Self.mark + "{\"name\":\"a\"}\n").utf8), to: params)
    #expect(try run(["rpc", "organization.get", "@\(params)"]).output.contains("\"name\": \"a\""))
    try TemporaryFolder.write(
      Array("#!/bin/sh\nprintf '\\357\\273\\277name: c\\n' > \"$1\"\n".utf8), to: folder.path(of: "editor"))
    chmod(folder.path(of: "editor"), 0o755)
    let edited = try run(["organization", "edit", "a", "-q"], input: nil)
    #expect(edited.output == "c\n", "\(edited)")
    let value = folder.path(of: "value")
    try TemporaryFolder.write(Array((Self.mark + "x\n").utf8), to: value)
    #expect(
      try run(["organization", "update", "b", "country=@\(value)", "-o", "template={country}"]).output == Self.mark
        + "x\n")
  }
}
