extension Log {
  /// The kinds of messages in the log. Each has an id by which programs find it in the journal, `MESSAGE_ID` of
  /// systemd.journal-fields(7); what an administrator should know of each is in systemd/vantage6-admin.catalog.
  package enum Event: String, Sendable, CaseIterable {
    /// What was made, copied or found when the database was opened.
    case opened = "b059047d46ab4b7793b5a6935372a74e"
    /// What should be known of the database, also by its status.
    case warned = "5c1f0f6ad0c34f5e8f1a0d2f0c7b3a11"
    /// The database file became another one while it was served.
    case replaced = "9a1de0d6d2b54c0e9a4a7c1d51b6e0f2"
    /// The database file is gone, or another one that cannot be served.
    case lost = "c3b7c8de54c546a29e4e5a8b0f6d7c93"
    case ready = "41f4031752874f22a799d507b4a42899"
    case startFailed = "f01790143eff4b3c882b2ac9c1d4301c"
    case reloaded = "8a3b08d15a25483593dfe8260ab016cb"
    /// The settings could not be read again; those from before hold.
    case settingsRefused = "303b4fe2247e4eb084944027a9e39ad8"
    /// It was told to stop, or nobody was there for long enough.
    case stopping = "74fe87103653459aa3129c987e9e1c34"
    case stopped = "9d964cf01d8b4de3be2c0563b3b707ed"
    /// Connections did not finish in the time for stopping.
    case cutOff = "8a98b25d4e14499f8aa66e9c22831125"
    case changed = "0ab950ebcebe40e5a4150e2425c07081"
    /// A dry run: what it did was undone.
    case tried = "3535fb6ba127406f8edc738174cb9c1a"
    /// A request goes on for long, or did and has no line of its own.
    case slow = "03976f4ea79d401caf4f292756cf7359"
    /// The daemon itself has forgotten old changes of the audit log.
    case pruned = "eef750344b9d4416aa15e5d531e9f750"
    case refused = "10ffa134b87647e58f3796e52b084977"
    /// A request failed by a fault of the daemon or the machine.
    case failed = "fc883459e77649e1a9179229487a764f"
    /// A client was not let in: there are too many.
    case turnedAway = "ebbc1fc346e942c18f0a40b32b5bb72c"
    /// A client that watches did not keep up, and is told of no more changes.
    case fellBehind = "b635f95dab004974914c11fcdabfa969"
    /// The system refuses what serving needs, such as a descriptor.
    case hindered = "e0dd35f17d5c426cafcbb5a921d6079e"
    /// What a client that watches waits for cannot be read now; it is tried again.
    case delayed = "d0b0c5a3f7b14e0f9a8a9c0f6f4b2e71"
    /// The writer does not get on; the service manager will end the daemon.
    case stuck = "0b2ba3eaa4bc4c13891847c7d2b5d03f"

    package var level: Level {
      switch self {
      case .opened, .ready, .reloaded, .stopping, .stopped, .changed, .slow, .pruned, .refused: .info
      case .cutOff, .turnedAway, .fellBehind, .hindered, .warned, .replaced: .warning
      case .startFailed, .settingsRefused, .failed, .stuck, .lost: .error
      case .tried, .delayed: .debug
      }
    }
  }
}
