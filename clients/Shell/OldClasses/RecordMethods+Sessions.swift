import ShellLanguage

/// What sessions, dataframes and their tasks have since version 5.
extension RecordMethod {
  static let sessionIsReady = RecordMethod("is_ready", [], "Whether one of its dataframes is ready.") {
    (session, _) throws(ShellError) -> Value in
    for dataframe in try session.records("dataframes") where try OldClass.isReady(dataframe) { return .bool(true) }
    return .bool(false)
  }

  static let sessionOrganizations = RecordMethod(
    "organizations", [], "The organizations of its study; without one, those of its collaboration."
  ) { (session, _) throws(ShellError) -> Value in
    .list(try OldClass.organizations(of: session).map { .object($0) })
  }

  static let sessionOrganizationIDs = RecordMethod("organization_ids", [], "The ids of its organizations.") {
    (session, _) throws(ShellError) -> Value in .ids(try OldClass.organizations(of: session))
  }

  static let dataframeIsReady = RecordMethod(
    "ready", [], "Whether its last task has results, and all of them are completed."
  ) { (dataframe, _) throws(ShellError) -> Value in .bool(try OldClass.isReady(dataframe)) }

  static let organizationsReady = RecordMethod(
    "organizations_ready", [], "The ids of the organizations whose results of its last task are completed."
  ) { (dataframe, _) throws(ShellError) -> Value in
    var ids: [Value] = []
    for result in try OldClass.readyResults(dataframe) {
      ids.append(try result.referenceID("organization").map { .int($0) } ?? Value.none)
    }
    return .list(ids)
  }

  static let secondLastTask = RecordMethod(
    "second_last_session_task_id", [], "The id of the task before the last one that built it."
  ) { (dataframe, _) throws(ShellError) -> Value in
    var tasks: [(made: Int64, id: Int64)] = []
    for task in try dataframe.records("tasks") {
      let made = try task.attribute("created_at").flatMap(DateTime.from)?.microseconds ?? 0
      tasks.append((made, try task.savedID()))
    }
    tasks.sort { ($0.made, $0.id) > ($1.made, $1.id) }
    guard tasks.count > 1 else { throw ShellError("ValueError", "the dataframe was built by fewer than two tasks") }
    return .int(tasks[1].id)
  }
}

extension OldClass {
  fileprivate static func organizations(of session: Record) throws(ShellError) -> [Record] {
    for place in ["study", "collaboration"] {
      if let record = try session.records(place).first { return try record.records("organizations") }
    }
    return []
  }

  /// The results of its last task that are completed.
  fileprivate static func readyResults(_ dataframe: Record) throws(ShellError) -> [Record] {
    var ready: [Record] = []
    for result in try dataframe.records("last_session_task").first?.records("results") ?? [] {
      if case .text("completed")? = try result.attribute("status") { ready.append(result) }
    }
    return ready
  }

  fileprivate static func isReady(_ dataframe: Record) throws(ShellError) -> Bool {
    let all = try dataframe.records("last_session_task").first?.records("results") ?? []
    let ready = try readyResults(dataframe)
    return !all.isEmpty && ready.count == all.count
  }

  /// What its last result does.
  static func actionOfTask(_ task: Record) throws(ShellError) -> Value {
    try task.records("results").last?.attribute("action") ?? Value.none
  }

  /// Whether some of its results are not finished, and none of the tasks that it waits for has such results.
  static func isOpen(_ task: Record) throws(ShellError) -> Value {
    let isHeldUp = try isHeldUp(task)
    return .bool(try isUnfinished(task) && !isHeldUp)
  }

  /// Whether some of its results are not finished, and the tasks that it waits for have such results, too.
  static func isWaiting(_ task: Record) throws(ShellError) -> Value {
    let isHeldUp = try isHeldUp(task)
    return .bool(try isUnfinished(task) && isHeldUp)
  }

  private static func isHeldUp(_ task: Record) throws(ShellError) -> Bool {
    for other in try task.records("depends_on") where try isUnfinished(other) { return true }
    return false
  }

  private static func isUnfinished(_ task: Record) throws(ShellError) -> Bool {
    for result in try task.records("results") where try result.attribute("finished_at")?.isNone != false { return true }
    return false
  }

  /// The tasks that compute on it and are not finished.
  static func activeComputeTasks(_ dataframe: Record) throws(ShellError) -> Value {
    let session = try dataframe.referenceID("session")
    var tasks: [Value] = []
    for use in try dataframe.records("task_databases") {
      guard let task = try use.records("task").first, try task.referenceID("session") == session,
        case .text(let action) = try actionOfTask(task), ["federated_compute", "central_compute"].contains(action),
        try isUnfinished(task)
      else { continue }
      tasks.append(.object(task))
    }
    return .list(tasks)
  }
}
