import Glibc
import Synchronization
import TestData
import Testing

@testable import Daemon

@Suite("What the service manager is told")
struct SupervisionTests {
  private static let patience = Watchdog.patienceNanoseconds

  /// Whether there is evidence of life, at two looks that are that far apart.
  private func looks(_ progress: Progress, hasQueue: Bool, apart: Int64, between: () -> Void = {}) throws -> [Bool] {
    var watchdog = try Watchdog(everyNanoseconds: 1_000_000_000)
    let first = watchdog.look(progress, hasQueue: hasQueue, now: 0)
    between()
    let second = watchdog.look(progress, hasQueue: hasQueue, now: apart)
    return [first, second]
  }

  @Test("a writer that has work and takes no step for long is stuck; before that it is not")
  func stuck() throws {
    let progress = Progress()
    #expect(try looks(progress, hasQueue: false, apart: Self.patience) == [true, true])
    #expect(try looks(progress, hasQueue: true, apart: Self.patience) == [true, false])
    progress.begin()
    #expect(try looks(progress, hasQueue: false, apart: Self.patience) == [true, false])
    #expect(try looks(progress, hasQueue: false, apart: Self.patience - 1) == [true, true])
    #expect(try looks(progress, hasQueue: false, apart: Self.patience) { progress.step() } == [true, true])
  }

  @Test("a writer that waits for another process's lock, or for the disk, is not stuck")
  func waiting() throws {
    let progress = Progress()
    progress.begin()
    let both = try progress.whileWaiting { try looks(progress, hasQueue: true, apart: 100 * Self.patience) }
    #expect(both == [true, true])
  }

  @Test("the status is told when it changed, at most once a second, and not again when it did not")
  func rate() {
    var line = StatusLine()
    let answers = [0, 1, 2].map { line.isDue($0) }
    #expect(answers == [false, true, false])
    #expect(line.dueAt != nil)
    line.tell(2, 0)
    #expect(line.dueAt == nil)
    let later = [2, 3].map { line.isDue($0) }
    #expect(later == [false, true])
  }

  private func folderWith(_ settings: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try TemporaryFolder.write(Array(settings.utf8), to: folder.path(of: "settings"))
    return folder
  }

  @Test("SIGHUP reads the settings again, tells of both ends, and says what waits for the next start")
  func reload() throws {
    let folder = try folderWith("LANES=2\n")
    let manager = try Notifications(folder)
    var program = try RunningProgram(
      [
        "--socket", folder.path(of: "s"), "--database", folder.path(of: "db"), "--settings",
        folder.path(of: "settings"),
      ],
      environment: ["NOTIFY_SOCKET": manager.path])
    let path = folder.path(of: "db")
    #expect(try manager.next() == "READY=1\nSTATUS=serving '\(path)' (layout 4), 0 connections")
    try TemporaryFolder.write(Array("LOG_LEVEL=error\nLANES=3\n".utf8), to: folder.path(of: "settings"))
    program.signal(SIGHUP)
    let reloading = try manager.next()
    #expect(reloading.hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
    #expect(reloading.split(separator: "=").last.flatMap { Int64($0) }.map { $0 > 0 } == true)
    #expect(try manager.next().hasPrefix("READY=1\n"))

    // The level is error now: only what is wrong is told.
    try TemporaryFolder.write(Array("LOG_LEVEL=debug\nLANE=3\n".utf8), to: folder.path(of: "settings"))
    program.signal(SIGHUP)
    #expect(try manager.next().hasPrefix("RELOADING=1\n"))
    #expect(try manager.next().hasPrefix("READY=1\n"))
    program.signal(SIGTERM)
    #expect(try manager.next().hasPrefix("STOPPING=1\nEXTEND_TIMEOUT_USEC=30000000\n"))
    let outcome = try program.end()
    #expect(outcome.status == 0)
    let lines = outcome.errors.split(separator: "\n").suffix(1)
    #expect(
      lines.first?.hasSuffix("unknown setting 'LANE': did you mean 'LANES'?; the previous settings stay in force")
        == true)
    #expect(!outcome.errors.contains("stopped"))
  }

  @Test("a reload names the settings that wait for the next start")
  func waitingSettings() throws {
    let folder = try folderWith("LANES=2\n")
    let arguments = ["--settings", folder.path(of: "settings")]
    guard case .run(let options) = try Command(arguments), let read = options.settingsReader(arguments) else { return }
    #expect(try read().waiting == [])
    try TemporaryFolder.write(Array("LANES=3\nIDLE_EXIT=5\n".utf8), to: folder.path(of: "settings"))
    let adjustment = try read()
    #expect(adjustment.waiting == ["LANES"])
    #expect(adjustment.idleExitSeconds == 5)
    #expect(Options().settingsReader([]) == nil)
  }

  @Test("a start that takes long asks for more time, at once and then once a second")
  func longStart() {
    let told = Mutex<[String]>([])
    let start = LongStart { what in told.withLock { $0.append(what) } }
    for tenth: Int64 in 1...30 { start.step("tenth \(tenth)", now: tenth * 100_000_000) }
    #expect(told.withLock { $0 } == ["tenth 1", "tenth 11", "tenth 21"])
  }
}
