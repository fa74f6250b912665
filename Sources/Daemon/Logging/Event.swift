extension Log {
  /// The kinds of messages in the log. The raw value is the id by which programs find a message in the journal:
  /// `MESSAGE_ID` of systemd.journal-fields(7). systemd/vantage6-admin.catalog explains each kind to administrators.
  package enum Event: String, Sendable, CaseIterable {
    /// A notice about the start, such as a file that was made or copied.
    case opened = "b059047d46ab4b7793b5a6935372a74e"
    /// A warning about the database, which `database.status` reports, too.
    case warned = "5c1f0f6ad0c34f5e8f1a0d2f0c7b3a11"
    /// The database file was replaced or overwritten while it was served, or is back; the daemon serves what is there
    /// now.
    case replaced = "9a1de0d6d2b54c0e9a4a7c1d51b6e0f2"
    /// The database file is gone, or the file at its path cannot be served.
    case lost = "c3b7c8de54c546a29e4e5a8b0f6d7c93"
    case ready = "41f4031752874f22a799d507b4a42899"
    case startFailed = "f01790143eff4b3c882b2ac9c1d4301c"
    case reloaded = "8a3b08d15a25483593dfe8260ab016cb"
    /// The settings could not be read again; the earlier ones remain in effect.
    case settingsRefused = "303b4fe2247e4eb084944027a9e39ad8"
    /// The daemon received a signal to stop, or was idle for long enough.
    case stopping = "74fe87103653459aa3129c987e9e1c34"
    case stopped = "9d964cf01d8b4de3be2c0563b3b707ed"
    /// Some connections did not finish before the time limit for stopping.
    case cutOff = "8a98b25d4e14499f8aa66e9c22831125"
    case changed = "0ab950ebcebe40e5a4150e2425c07081"
    /// A dry run; its changes were undone.
    case tried = "3535fb6ba127406f8edc738174cb9c1a"
    /// A caller tried out a password or an API key.
    case tested = "6f0c4b6f2d1e4c5f9b0a7a3a4b1de0c5"
    /// A request takes long, or took long. At its end this is logged only if it did not fail and kept no change: those
    /// have events of their own.
    case slow = "03976f4ea79d401caf4f292756cf7359"
    /// The daemon deleted old records of the audit log, since they exceed the configured limits.
    case pruned = "eef750344b9d4416aa15e5d531e9f750"
    case refused = "10ffa134b87647e58f3796e52b084977"
    /// A request failed through a fault of the daemon or the machine.
    case failed = "fc883459e77649e1a9179229487a764f"
    /// A new connection was refused: too many are open, or the system has no room for another one.
    case turnedAway = "ebbc1fc346e942c18f0a40b32b5bb72c"
    /// A subscriber was too slow and lost its subscription.
    case fellBehind = "b635f95dab004974914c11fcdabfa969"
    /// The daemon could not get something that serving needs, such as a descriptor.
    case hindered = "e0dd35f17d5c426cafcbb5a921d6079e"
    /// The changes for subscribers cannot be read now; the loop tries again.
    case delayed = "d0b0c5a3f7b14e0f9a8a9c0f6f4b2e71"
    /// The writer makes no progress; the service manager's watchdog will end the daemon.
    case stuck = "0b2ba3eaa4bc4c13891847c7d2b5d03f"

    package var level: Level {
      switch self {
      case .opened, .ready, .reloaded, .stopping, .stopped, .changed, .tested, .slow, .pruned, .refused: .info
      case .cutOff, .turnedAway, .fellBehind, .hindered, .warned, .replaced: .warning
      case .startFailed, .settingsRefused, .failed, .stuck, .lost: .error
      case .tried, .delayed: .debug
      }
    }
  }
}
