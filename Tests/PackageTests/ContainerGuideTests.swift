import TestData
import Testing
import YAML

/// The guide to containers, with its manifest and its image. Tests/SystemdTests/Pod starts the daemon with the manifest's
/// arguments.
@Suite("The guide to containers")
struct ContainerGuideTests {
  private static func text(_ path: String) throws -> String {
    String(decoding: try TemporaryFolder.bytes(of: "\(Programs.top)/docs/\(path)"), as: UTF8.self)
  }

  /// The words of a list in the manifest's container.
  private static func words(_ names: String...) throws -> [String] {
    let manifest = try YAMLDocument(Array(text("containers/deployment.yaml").utf8))
    let spec = try #require(manifest.root?["spec"])
    #expect(spec["replicas"]?.text == "1" && spec["strategy"]?["type"]?.text == "Recreate")
    var node = try #require(spec["template"]?["spec"]?["containers"]?.items?.first)
    for name in names { node = try #require(node[name], "\(name)") }
    return try #require(node.items).compactMap(\.text)
  }

  @Test("the manifest starts the daemon with options that it has")
  func options() throws {
    #expect(try Self.words("command") == ["vantage6-admin"])
    let arguments = try Self.words("args")
    #expect(arguments.count > 3)
    func quoted(_ words: [String]) -> String { words.map { "'\($0)'" }.joined(separator: " ") }
    let version = try Programs.run("'\(Programs.folder)/vantage6-admin' \(quoted(arguments)) --version")
    #expect(version.status == 0, "\(version.output)")
    let wrong = try Programs.run("'\(Programs.folder)/vantage6-admin' \(quoted(arguments + ["--no"])) --version")
    #expect(wrong.status == 2, "an option that it has not is found: \(wrong.output)")
  }

  @Test("the manifest's probes are commands that a daemon answers", arguments: ["startupProbe", "livenessProbe"])
  func probes(name: String) throws {
    let command = try Self.words(name, "exec", "command").joined(separator: " ")
    let daemon = try FreshDaemon()
    #expect(
      try daemon.run(Guide.Step(command: "\(command); echo $?", shown: [], place: 0)).last == "0", "\(command)")
  }

  @Test("the guide names no option that the programs have not, and no file that is not there")
  func guide() throws {
    let guide = try Self.text("CONTAINERS.md")
    var help = ""
    for command in ["vantage6-admin", "vantage6-admin release", "vctl", "vctl apply"] {
      help += try Programs.run("VCTL_SOCKET=/nonexistent '\(Programs.folder)/'\(command) --help").output
    }
    let lines = guide.split(separator: "\n").filter { !$0.hasPrefix("$ kubectl create") }
    let options = lines.flatMap { $0.matches(of: #/--[a-z][a-z-]+/#).map { String($0.output) } }
    #expect(Set(options).count > 4)
    for option in options { #expect(help.contains("\(option) ") || help.contains("\(option)\n"), "\(option)") }
    for file in ["docs/containers/Containerfile", "docs/containers/deployment.yaml", "systemd/vantage6-admin.catalog"] {
      #expect(guide.contains(file))
      #expect(try !TemporaryFolder.bytes(of: "\(Programs.top)/\(file)").isEmpty)
    }
    let id = try #require(guide.firstMatch(of: #/"message_id":"([0-9a-f]{32})"/#)?.1)
    #expect(try TemporaryFolder.bytes(of: "\(Programs.top)/systemd/vantage6-admin.catalog").contains(id))
  }

  @Test("the image has each library that the programs name, and libpq")
  func libraries() throws {
    guard Programs.areThere("objdump", "dpkg") else { return print("skipped: 'objdump' or 'dpkg' is not installed") }
    let image = try Self.text("containers/Containerfile").split { $0.isWhitespace }
    #expect(image.contains("libpq5"))
    // Swift's are in the programs that `make build` makes; the C library's are in every image.
    for program in ["vantage6-admin", "vctl", "vshell"] {
      let found = try Programs.run(
        "objdump -p '\(Programs.folder)/\(program)' | sed -n 's/^ *NEEDED *//p' "
          + "| grep -v -e '^libswift' -e '^libc\\.so' -e '^libm\\.so' -e '^libgcc_s' -e '^ld-'")
      #expect(!found.lines.isEmpty, "\(program)")
      for library in found.lines {
        let owner = try Programs.run("dpkg -S '*/\(library)' | head -n 1 | cut -d: -f1").lines.first ?? ""
        #expect(image.contains(owner[...]), "\(program) needs \(library) of \(owner)")
      }
    }
  }
}

extension [UInt8] {
  fileprivate func contains(_ text: Substring) -> Bool { String(decoding: self, as: UTF8.self).contains(text) }
}
