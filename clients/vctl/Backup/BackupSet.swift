import ClientKit
import Glibc
import JSON
import Linux
import Vocabulary

/// The backups in a folder, which have the moment in their names: `vantage6-2026-11-29T023000Z.sqlite`.
struct BackupSet {
  /// How many backups to keep.
  struct Rules: Equatable {
    /// The newest ones.
    var last = 0
    /// The newest one of each of so many days, weeks (from Monday) and months that have any, in UTC.
    var daily = 0
    var weekly = 0
    var monthly = 0

    /// Reads `last=3,daily=7,weekly=4,monthly=12`.
    init(_ text: String) throws(UsageError) {
      for part in text.split(separator: ",") {
        let words = part.split(separator: "=", maxSplits: 1)
        guard words.count == 2, let count = Int(words[1]), count >= 0, count <= 100_000 else { throw Self.wrong(text) }
        switch words[0] {
        case "last": last = count
        case "daily": daily = count
        case "weekly": weekly = count
        case "monthly": monthly = count
        default: throw Self.wrong(text)
        }
      }
      guard last + daily + weekly + monthly > 0 else { throw Self.wrong(text) }
    }

    private static func wrong(_ text: String) -> UsageError {
      UsageError(
        "--keep takes how many to keep, such as last=3,daily=7,weekly=4,monthly=12, not '\(Escape.controls(in: text))'")
    }
  }

  struct Backup: Equatable {
    let name: String
    /// Days since 1970-01-01.
    let day: Int64
    /// `2026-11`
    let month: Substring
  }

  /// The newest first.
  let backups: [Backup]

  private static let (prefix, ending) = ("vantage6-", ".sqlite")

  /// - Parameter names: of all files in the folder. Those that are no backups are left out.
  init(_ names: [String]) {
    backups = names.compactMap(Self.backup).sorted { $0.name > $1.name }
  }

  static func name(at moment: Moment, isCompressed: Bool) -> String {
    let second = moment.wire.prefix(19).replacing(":", with: "")
    return "\(prefix)\(second)Z\(ending)" + (isCompressed ? ".zst" : "")
  }

  private static func backup(_ name: String) -> Backup? {
    guard name.hasPrefix(prefix), name.hasSuffix(ending) || name.hasSuffix(ending + ".zst") else { return nil }
    let moment = name.dropFirst(prefix.count).prefix { $0 != "." }
    guard moment.utf8.count == 18, moment.last == "Z", let day = Moment(String(moment.prefix(10))) else { return nil }
    return Backup(name: name, day: day.microseconds / 86_400_000_000, month: moment.prefix(7))
  }

  /// The backups that no rule keeps.
  func surplus(_ rules: Rules) -> [Backup] {
    var kept = Set(backups.prefix(rules.last).map(\.name))
    // 1970-01-01 was a Thursday.
    kept.formUnion(newest(of: rules.daily) { String($0.day) })
    kept.formUnion(newest(of: rules.weekly) { String(($0.day + 3) / 7) })
    kept.formUnion(newest(of: rules.monthly) { String($0.month) })
    return backups.filter { !kept.contains($0.name) }
  }

  /// The newest backup of each of the last `count` periods that have any.
  private func newest(of count: Int, _ period: (Backup) -> String) -> [String] {
    var (names, periods): ([String], Set<String>) = ([], [])
    for backup in backups where periods.count < count && periods.insert(period(backup)).inserted {
      names.append(backup.name)
    }
    return names
  }
}

extension BackupSet {
  /// The backups in a folder.
  static func inFolder(_ path: String) throws -> BackupSet {
    let names = SmallFile.names(inFolder: path)
    guard !names.isEmpty else { throw Ending(.refused, "cannot read the folder '\(path)': \(systemReason(errno))") }
    return BackupSet(names)
  }
}
