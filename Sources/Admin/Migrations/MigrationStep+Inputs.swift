import Catalogue
import JSON
import Store
import Vocabulary

// What version 5 has in other places: the name of the algorithm's function, and the address of a store.
extension MigrationStep {
  /// Divides the input of results into the function's name and its arguments. What cannot be read, such as encrypted
  /// input, is carried over whole by `carriedValues`.
  static let inputs = MigrationStep("inputs") { (transaction, _, report) throws(Failure) in
    var (methods, positional) = ([Int64: String](), Int64(0))
    let choice = WriteTransaction.RowChoice("run", ["input", "task_id"], filled: ["input"], empty: ["arguments"])
    let count = try transaction.change(choice) { (_, values) throws(Failure) in
      guard let text = values[0].string, let input = OlderInput(text) else { return nil }
      if let task = values[1].integer, let method = input.method, methods[task] == nil { methods[task] = method }
      if input.arguments == nil { positional += 1 }
      return JSON.Object([.init("arguments", .string(input.arguments ?? text)), .init("input", .null)])
    }
    let tasks = try transaction.change(WriteTransaction.RowChoice("task", [], empty: ["method"])) {
      (id, _) throws(Failure) in
      methods[id].map { JSON.Object([.init("method", .string($0))]) }
    }
    report.add(count, "\(Wording.counted(count, "result")) with the arguments of its input by themselves")
    report.add(tasks, "\(Wording.counted(tasks, "task")) with the name of the function, from the input of its results")
    report.leave(
      positional,
      "\(Wording.counted(positional, "result")) whose input has arguments without names, for which version 5 has no "
        + "place: its arguments are the whole input")
  }

  /// Version 5 has the path of a store's address by itself, and asks the address "URLNone" where there is none. A store
  /// that version 5 itself made without a path is left to the checks.
  static let stores = MigrationStep("stores") { (transaction, _, report) throws(Failure) in
    guard !report.isEmpty else { return }
    let choice = WriteTransaction.RowChoice("algorithmstore", ["url"], filled: ["url"], empty: ["api_path"])
    let count = try transaction.change(choice) { (_, values) throws(Failure) in
      guard let url = values[0].string else { return nil }
      let (host, path) = divided(url)
      return JSON.Object([.init("url", .string(host)), .init("api_path", .string(path))])
    }
    report.add(count, "\(Wording.counted(count, "algorithm store")) with the path of its address by itself")
  }

  /// An address, cut before its path: `https://store.example` and `/api`.
  static func divided(_ url: String) -> (host: String, path: String) {
    let text = url.hasSuffix("/") ? String(url.dropLast()) : url
    let start = text.firstRange(of: "://").map(\.upperBound) ?? text.startIndex
    guard let slash = text[start...].firstIndex(of: "/") else { return (text, "") }
    return (String(text[..<slash]), String(text[slash...]))
  }

  /// Parameters of a database have no place in version 5. An empty object is what the server stores for none.
  static let emptyParameters = MigrationStep("parameters") { (transaction, _, _) throws(Failure) in
    let choice = WriteTransaction.RowChoice("taskdatabase", ["parameters"], filled: ["parameters"])
    _ = try transaction.change(choice) { (_, values) throws(Failure) in
      values[0] == "{}" ? JSON.Object([.init("parameters", .null)]) : nil
    }
  }

  /// What nodes of version 5 cannot go on with.
  static let unfinished = MigrationStep("unfinished") { (transaction, _, report) throws(Failure) in
    guard !report.isEmpty, let result = transaction.model["result"] else { return }
    let condition: JSON = ["finished_at": nil]
    let count = try transaction.reading.count(result, where: condition)
    report.leave(
      count,
      "\(Wording.counted(count, "result")) not finished, with which nodes of version 5 cannot go on: 'vctl task kill' ends "
        + "a task")
  }
}
