extension Loop {
  /// Reads the settings again. If one of them is wrong, nothing changes.
  mutating func reload() {
    manager.notifyReloading()
    defer {
      manager.notifyReady(status)
      statusLine.tell(slots.count)
    }
    guard let readSettings else { return shared.log(.reloaded, "ignored the reload: the daemon has no settings file") }
    do throws(UsageError) {
      let adjustment = try readSettings()
      areSettingsRefused = false
      shared.log.setLevel(adjustment.logLevel)
      (bounds.idleExitSeconds, bounds.stopSeconds) = (adjustment.idleExitSeconds, adjustment.stopSeconds)
      shared.service.keep(adjustment.retention)
      let waiting = adjustment.waiting.joined(separator: ", ")
      shared.log(.reloaded, "read the settings again" + (waiting.isEmpty ? "" : "; for the next start: \(waiting)"))
    } catch {
      areSettingsRefused = true
      shared.log(.settingsRefused, "\(error.message); the previous settings stay in force")
    }
  }
}
