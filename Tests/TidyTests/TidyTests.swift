import TestData
import Testing

/// What keeps the architecture: the files themselves are read.
@Suite struct TidyTests {
  private static let modules = Manifest.modules

  @Test("the manifest is understood: every folder of code is a module of it")
  func folders() throws {
    let names = Set(Self.modules.map(\.name))
    #expect(Self.modules.count > 10)
    for parent in ["Sources", "clients"] {
      for folder in SourceFile.folders(in: parent) where !SourceFile.all(in: "\(parent)/\(folder)").isEmpty {
        #expect(names.contains(folder), "\(parent)/\(folder) is no module")
      }
    }
    for module in Self.modules where module.isSwift {
      #expect(!SourceFile.all(in: module.folder).isEmpty, "\(module.name) has no files in \(module.folder)")
    }
  }

  @Test("modules depend only on what the manifest lists before them")
  func downwards() {
    var seen: Set<String> = []
    for module in Self.modules {
      // Tests and programs are leaves: nothing but themselves builds on them.
      for dependency in module.dependencies {
        #expect(seen.contains(dependency), "\(module.name) depends on \(dependency), which does not stand above it")
      }
      seen.insert(module.name)
    }
    let named = Dictionary(uniqueKeysWithValues: Self.modules.map { ($0.name, Set($0.dependencies)) })
    #expect(named["JSON"] == [])
    #expect(named["Linux"] == ["CLinux"])
  }

  @Test("clients know the daemon by its protocol only")
  func clients() {
    let shared: Set<String> = ["JSON", "JSONRPC", "Vocabulary", "YAML", "Linux", "CLinux", "CZstd"]
    #expect(shared.isSubset(of: Self.modules.map(\.name)), "a module that clients may use does not exist")
    let clients = Self.modules.filter { $0.folder.hasPrefix("clients/") }
    let own = Set(clients.map(\.name))
    #expect(own.isSuperset(of: ["ClientKit", "vctl", "Shell", "ShellLanguage", "vshell"]))
    for client in clients {
      let foreign = Set(client.dependencies).subtracting(own).subtracting(shared)
      #expect(foreign.isEmpty, "\(client.name) depends on \(foreign.sorted())")
    }
  }

  @Test("files import what the manifest says, and nothing else")
  func imports() {
    // The language's own, and the system's C library.
    let always: Set<String> = ["Glibc", "Synchronization", "Builtin", "Swift"]
    for module in Self.modules where module.isSwift {
      let allowed = always.union(module.dependencies).union(module.isTest ? ["Testing"] : [])
      var used: Set<String> = []
      for file in SourceFile.all(in: module.folder) {
        for name in file.imports {
          #expect(allowed.contains(name), "\(file.path) imports '\(name)'")
          used.insert(name)
        }
      }
      let unused = Set(module.dependencies).subtracting(used)
      if !module.isTest { #expect(unused.isEmpty, "\(module.name) does not use \(unused.sorted())") }
    }
  }

  @Test("nothing that ships imports Foundation or Dispatch")
  func foundation() {
    for module in Self.modules where module.isSwift && !module.isTest {
      for file in SourceFile.all(in: module.folder) {
        for name in ["Foundation", "FoundationEssentials", "Dispatch"] {
          #expect(!file.imports.contains(name), "\(file.path) imports \(name)")
        }
      }
    }
  }

  @Test(
    "code that ships cannot trap by a careless word", arguments: ["try!", "fatalError(", "@unchecked Sendable", "as!"])
  func words(word: String) {
    for file in Self.shipped { #expect(!file.code.contains(word), "\(file.path) says '\(word)'") }
  }

  @Test("code that ships unwraps nothing by force")
  func unwraps() {
    for file in Self.shipped {
      for (number, line) in file.codeLines.enumerated() {
        #expect(!SourceFile.hasForceUnwrap(line), "\(file.path):\(number + 1): \(line)")
      }
    }
  }

  @Test(
    "no file leaves work for later or names a machine", arguments: ["TODO", "FIXME", "XXX:", "/work/", "../shared"])
  func leftovers(word: String) {
    // This file has to say the words.
    for module in Self.modules where module.isSwift && module.name != "TidyTests" {
      for file in SourceFile.all(in: module.folder) {
        #expect(!file.text.contains(word), "\(file.path) says '\(word)'")
      }
    }
  }

  @Test("force unwraps are told from what looks like one")
  func unwrapLint() {
    for line in ["let a = b!", "f(x)!.y", "a[0]! + 1", "x!.y"] { #expect(SourceFile.hasForceUnwrap(line), "\(line)") }
    for line in ["a != b", "if !a { }", "(!x)", "let a = !b", "var x: Int", "a !== b"] {
      #expect(!SourceFile.hasForceUnwrap(line), "\(line)")
    }
  }

  @Test("imports and modules are read from what Swift files and manifests look like")
  func readers() {
    let file = SourceFile(
      path: "x",
      text: """
        package import A
        import B // import C
        @testable import D
        import struct E.F
        // import G
        let text = "import H"
        internal import I.J

        """)
    #expect(file.imports == ["A", "B", "D", "E", "I"])
    #expect(!SourceFile(path: "x", text: "let a = \"try! b\" // try!\n").code.contains("try!"))
    let modules = Manifest.parse(
      """
      func module(_ name: String) {}
      let package = Package(targets: [
          .systemLibrary(name: "CX", path: "Sources/CX", pkgConfig: "x"),
          // module("Gone"),
          module("Low", "CX"),
          program("tool", in: "clients", "Low"),
          tests(
            "LowTests", resources: [.copy("Golden")], "Low"),
      ])
      """)
    #expect(modules.map(\.name) == ["CX", "Low", "tool", "LowTests"])
    #expect(modules.map(\.folder) == ["Sources/CX", "Sources/Low", "clients/tool", "Tests/LowTests"])
    #expect(modules.map(\.dependencies) == [[], ["CX"], ["Low"], ["Low"]])
    #expect(
      modules.map(\.isTest) == [false, false, false, true] && modules.map(\.isSwift) == [false, true, true, true])
  }

  /// Calls of which `Linux` has the one copy.
  @Test(
    "clocks, error texts, children and threads come from the module Linux",
    arguments: ["clock_gettime(", "gettimeofday(", "strerror", "posix_spawn", "pthread_create"])
  func systemCalls(call: String) {
    let users = Self.shipped.filter { $0.code.contains(call) }.map(\.path)
    #expect(users.allSatisfy { $0.hasPrefix("Sources/Linux/") }, "\(call) stands in \(users)")
  }

  @Test("interrupted calls are made again by the module Linux, but where a signal has a meaning")
  func interruptions() {
    let exceptions = [
      "Sources/Daemon/Sockets/Listener.swift": "tells apart what accept(2) answers",
      "Sources/Daemon/Core/ClientConnection.swift": "tells apart what recv(2) and send(2) answer",
      "clients/ClientKit/Connection/DaemonConnection.swift": "tells apart what recv(2) and send(2) answer",
      "clients/ClientKit/Terminal/Interrupts.swift": "ends a wait at a signal",
      "clients/ClientKit/Terminal/Prompt.swift": "looks for Ctrl-C before it reads again",
      "clients/vshell/Keyboard.swift": "ends a wait at a signal",
    ]
    let users = Set(
      Self.shipped.filter { $0.code.contains("EINTR") && !$0.path.hasPrefix("Sources/Linux/") }.map(\.path))
    #expect(users == Set(exceptions.keys))
  }

  @Test("no file has 400 lines, and no function more than 60")
  func lengths() {
    for module in Self.modules where module.isSwift {
      for file in SourceFile.all(in: module.folder) {
        #expect(file.lines.count < 400, "\(file.path) has \(file.lines.count) lines")
        for function in file.functions {
          #expect(function.count <= 60, "\(file.path):\(function.start) has \(function.count) lines")
        }
      }
    }
  }

  @Test("lines of functions are counted from the first to the last")
  func functionReader() {
    let sample = SourceFile(path: "x", text: "struct A {\n  func f() {\n    g()\n  }\n  init() { h() }\n}\n")
    #expect(sample.functions.map(\.count) == [3, 1])
    #expect(sample.functions.map(\.start) == [2, 5])
  }

  private static let shipped = modules.filter { $0.isSwift && !$0.isTest }.flatMap { SourceFile.all(in: $0.folder) }
}
