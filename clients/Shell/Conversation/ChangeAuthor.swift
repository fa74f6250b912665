import JSON

/// Who made a change of the audit log.
enum ChangeAuthor {
  static func name(_ json: JSON) -> String {
    json["on_behalf_of"]?.string ?? json["user"]?.string ?? "uid \(json["uid"]?.integer ?? 0)"
  }
}
