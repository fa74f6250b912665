// swift-tools-version: 6.2
import PackageDescription

// Modules from the lowest floor up. A module imports only what stands above it in this list;
// Tests/TidyTests holds the imports in the files to the dependencies written here.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

func module(_ name: String, in folder: String = "Sources", _ dependencies: String...) -> Target {
  .target(
    name: name, dependencies: dependencies.map { .byName(name: $0) }, path: "\(folder)/\(name)",
    swiftSettings: settings)
}

func program(_ name: String, in folder: String = "Sources", _ dependencies: String...) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies.map { .byName(name: $0) }, path: "\(folder)/\(name)",
    swiftSettings: settings)
}

func tests(_ name: String, resources: [Resource] = [], _ dependencies: String...) -> Target {
  .testTarget(
    name: name, dependencies: dependencies.map { .byName(name: $0) }, path: "Tests/\(name)",
    resources: resources, swiftSettings: settings)
}

let package = Package(
  name: "vantage6-admin",
  targets: [
    // The C libraries.
    .systemLibrary(name: "CSQLite", path: "Sources/CSQLite", pkgConfig: "sqlite3"),
    .systemLibrary(name: "CSystemd", path: "Sources/CSystemd", pkgConfig: "libsystemd"),
    .systemLibrary(name: "CCrypt", path: "Sources/CCrypt"),
    .systemLibrary(name: "CYaml", path: "Sources/CYaml", pkgConfig: "yaml-0.1"),
    .systemLibrary(name: "CZstd", path: "Sources/CZstd", pkgConfig: "libzstd"),
    .target(name: "CLinux", path: "Sources/CLinux"),

    // The system.
    module("Linux", "CLinux"),

    // The words that the daemon and its clients share.
    module("Vocabulary", "Linux"),

    // Values and bytes.
    module("JSON"),
    module("JSONRPC", "JSON"),
    module("Catalogue", "JSON", "Vocabulary"),
    module("YAML", "CYaml"),

    // The database.
    module("Engine"),
    module("SQLite", "Engine", "Linux", "CSQLite"),
    module("PostgreSQL", "Engine", "Linux"),
    module("Store", "Engine", "Catalogue", "JSON", "Vocabulary", "Linux", "CCrypt"),
    module("Adoption", "Store", "SQLite", "PostgreSQL", "Engine", "Catalogue", "JSON", "Vocabulary", "Linux"),

    // vantage6.
    module("Admin", "Adoption", "Store", "Catalogue", "JSON", "JSONRPC", "Vocabulary", "Linux"),

    // The daemon.
    module(
      "Daemon", "Admin", "PostgreSQL", "Catalogue", "JSON", "JSONRPC", "Vocabulary", "Linux", "CLinux", "CSystemd"),
    module(
      "Setup", "Admin", "Adoption", "PostgreSQL", "Catalogue", "JSON", "JSONRPC", "Vocabulary", "YAML", "Linux",
      "CLinux"),
    program("vantage6-admin", "Daemon", "Setup", "Linux"),

    // The clients: they know the daemon by its protocol and its description only.
    module("ClientKit", in: "clients", "JSON", "JSONRPC", "Vocabulary", "YAML", "Linux", "CLinux"),
    program("vctl", in: "clients", "ClientKit", "JSON", "JSONRPC", "Vocabulary", "YAML", "Linux", "CZstd"),
    module("ShellLanguage", in: "clients", "Linux"),
    module("Shell", in: "clients", "ShellLanguage", "ClientKit", "JSON", "JSONRPC", "Vocabulary", "Linux"),
    .systemLibrary(name: "CEdit", path: "clients/CEdit"),
    program("vshell", in: "clients", "Shell", "ShellLanguage", "ClientKit", "Linux", "CEdit"),

    // Tests, one folder per module.
    module("TestData", in: "Tests", "Engine", "JSON"),
    module("TestTerminal", in: "Tests", "ShellLanguage", "TestData"),
    module("TestProduct", in: "Tests", "Admin", "Adoption", "Store", "Catalogue"),
    tests("LinuxTests", "Linux", "TestData"),
    tests("VocabularyTests", "Vocabulary", "TestData"),
    tests("JSONTests", "JSON", "TestData"),
    tests("JSONRPCTests", "JSONRPC", "JSON"),
    tests("SQLiteTests", "SQLite", "Engine", "Linux", "TestData"),
    tests("PostgreSQLTests", "PostgreSQL", "Engine", "Linux", "TestData"),
    tests("StoreTests", "Store", "SQLite", "PostgreSQL", "Engine", "Catalogue", "JSON", "Vocabulary", "TestData"),
    tests(
      "AdoptionTests", "Adoption", "Admin", "Store", "SQLite", "Engine", "Catalogue", "JSON", "Vocabulary", "TestData"),
    tests(
      "AdminTests", resources: [.copy("Golden")], "Admin", "Adoption", "Store", "SQLite", "PostgreSQL", "Engine",
      "Catalogue", "JSON", "JSONRPC", "Vocabulary", "Linux", "ClientKit", "TestData", "TestProduct"),
    tests(
      "SetupTests", "Setup", "Adoption", "PostgreSQL", "Store", "SQLite", "Engine", "Catalogue", "JSON", "JSONRPC",
      "Vocabulary",
      "TestData", "Admin"),
    tests("CatalogueTests", "Catalogue", "Admin", "Store", "JSON", "Vocabulary", "TestData"),
    tests("TidyTests", "TestData"),
    tests("CostTests", "vantage6-admin"),
    tests("ClientKitTests", "ClientKit", "JSON", "JSONRPC", "Vocabulary"),
    tests("ShellLanguageTests", resources: [.copy("Python")], "ShellLanguage"),
    tests(
      "VctlTests", resources: [.copy("Golden")], "vctl", "vshell", "Admin", "Adoption", "Store", "SQLite", "Catalogue",
      "JSONRPC", "JSON", "Vocabulary", "Linux", "TestData", "TestTerminal", "TestProduct"),
    tests(
      "DaemonTests", "vantage6-admin", "vctl", "Daemon", "Admin", "Adoption", "Store", "PostgreSQL", "SQLite", "Engine",
      "Catalogue", "JSON", "JSONRPC", "Vocabulary", "Linux", "CLinux", "TestData"),
    tests(
      "VshellTests", resources: [.copy("Statements")], "vshell", "vantage6-admin", "Shell", "ShellLanguage", "SQLite",
      "TestData", "TestTerminal"),
    tests(
      "TranscriptTests", resources: [.copy("Transcripts")], "vantage6-admin", "vctl", "vshell", "TestData",
      "TestTerminal"),
    tests(
      "PackageTests", "vantage6-admin", "vctl", "vshell", "Admin", "Catalogue", "Vocabulary", "YAML", "TestData"),
    tests(
      "SystemdTests", resources: [.copy("Container"), .copy("Pod")], "vantage6-admin", "vctl", "vshell", "TestData"),
  ]
)
