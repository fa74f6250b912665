/// What each list shows of which column, written by hand from the real server's models, not from the catalogue.
struct ExpectedEntity: Sendable {
  enum Reading: Sendable { case text, integer, boolean, moment, word, key }

  struct Value: Sendable {
    let name: String
    let reading: Reading
    /// Newest generation first.
    let columns: [String]
    let isInParent: Bool
    let isLarge: Bool
    /// Whether version 5 no longer keeps it: a column that an upgrade left is not shown.
    let isRetired: Bool
  }

  struct One: Sendable {
    let name: String
    let columns: [String]
    let target: String
  }

  struct Many: Sendable {
    enum Way: Sendable {
      /// Rows of that entity whose column, newest generation first, is our id.
      case back([String])
      case pairs(table: String, ours: String, theirs: String)
    }
    let name: String
    let target: String
    let way: Way
  }

  let name: String
  let tables: [String]
  let key: [String]
  let values: [Value]
  let ones: [One]
  let manies: [Many]
}

extension ExpectedEntity {
  private static func value(
    _ name: String, _ reading: Reading = .text, _ columns: [String]? = nil, large: Bool = false, parent: Bool = false,
    retired: Bool = false
  ) -> Value {
    Value(
      name: name, reading: reading, columns: columns ?? [name], isInParent: parent, isLarge: large,
      isRetired: retired)
  }
  private static func one(_ name: String, _ target: String, _ columns: String...) -> One {
    One(name: name, columns: columns, target: target)
  }
  private static func back(_ name: String, _ target: String, _ columns: String...) -> Many {
    Many(name: name, target: target, way: .back(columns))
  }
  private static func pairs(_ name: String, _ target: String, _ table: String, _ ours: String, _ theirs: String) -> Many
  {
    Many(name: name, target: target, way: .pairs(table: table, ours: ours, theirs: theirs))
  }
  private static let contact = [
    value("keycloak_id", parent: true), value("keycloak_client_id", parent: true),
    value("status", parent: true), value("last_seen", .moment, parent: true),
    value("ip", parent: true, retired: true),
    value("type", large: true, parent: true),
  ]

  static let all: [ExpectedEntity] = [
    ExpectedEntity(
      name: "organization", tables: ["organization"], key: ["name"],
      values: [
        value("name"), value("domain"), value("address1"), value("address2"), value("zipcode"), value("country"),
        value("public_key", .key, ["_public_key"]),
      ],
      ones: [],
      manies: [
        back("users", "user", "organization_id"), back("roles", "role", "organization_id"),
        back("nodes", "node", "organization_id"), back("results", "result", "organization_id"),
        back("created_tasks", "task", "init_org_id", "initiator_id"),
        pairs("collaborations", "collaboration", "Member", "organization_id", "collaboration_id"),
        pairs("studies", "study", "StudyMember", "organization_id", "study_id"),
      ]),
    ExpectedEntity(
      name: "user", tables: ["user"], key: ["username"],
      values: [
        value("username"), value("firstname", retired: true), value("lastname", retired: true),
        value("email", retired: true), value("is_service_account", .boolean),
        value("failed_login_attempts", .integer, retired: true), value("last_login_attempt", .moment, retired: true),
        value("last_email_failed_login_sent", .moment, retired: true),
        value("last_email_recover_password_sent", .moment, retired: true),
      ] + contact,
      ones: [one("organization", "organization", "organization_id")],
      manies: [
        back("created_tasks", "task", "init_user_id"), back("sessions", "session", "user_id"),
        pairs("roles", "role", "Permission", "user_id", "role_id"),
        pairs("rules", "rule", "UserPermission", "user_id", "rule_id"),
      ]),
    ExpectedEntity(
      name: "role", tables: ["role"], key: ["name"],
      values: [value("name"), value("description"), value("is_default_role", .boolean)],
      ones: [one("organization", "organization", "organization_id")],
      manies: [
        pairs("rules", "rule", "role_rule_association", "role_id", "rule_id"),
        pairs("users", "user", "Permission", "role_id", "user_id"),
      ]),
    ExpectedEntity(
      name: "rule", tables: ["rule"], key: ["name", "scope", "operation"],
      values: [value("name"), value("scope", .word), value("operation", .word), value("description")], ones: [],
      manies: [
        pairs("roles", "role", "role_rule_association", "rule_id", "role_id"),
        pairs("users", "user", "UserPermission", "rule_id", "user_id"),
      ]),
    ExpectedEntity(
      name: "collaboration", tables: ["collaboration"], key: ["name"],
      values: [
        value("name"), value("encrypted", .boolean), value("session_restrict_to_same_image", .boolean),
      ], ones: [],
      manies: [
        pairs("organizations", "organization", "Member", "collaboration_id", "organization_id"),
        back("nodes", "node", "collaboration_id"), back("tasks", "task", "collaboration_id"),
        back("studies", "study", "collaboration_id"), back("algorithm_stores", "algorithm_store", "collaboration_id"),
        back("sessions", "session", "collaboration_id"),
      ]),
    ExpectedEntity(
      name: "study", tables: ["study"], key: ["name"], values: [value("name")],
      ones: [one("collaboration", "collaboration", "collaboration_id")],
      manies: [
        pairs("organizations", "organization", "StudyMember", "study_id", "organization_id"),
        back("tasks", "task", "study_id"), back("sessions", "session", "study_id"),
      ]),
    ExpectedEntity(
      name: "session", tables: ["session"], key: ["name"],
      values: [
        value("name"), value("scope"), value("image"), value("created_at", .moment), value("last_used_at", .moment),
      ],
      ones: [
        one("owner", "user", "user_id"), one("collaboration", "collaboration", "collaboration_id"),
        one("study", "study", "study_id"),
      ],
      manies: [
        back("tasks", "task", "session_id"), back("dataframes", "dataframe", "session_id"),
        back("dataframe_notes", "dataframe_note", "session_id"),
      ]),
    ExpectedEntity(
      name: "dataframe", tables: ["dataframe"], key: ["name"], values: [value("name"), value("db_label")],
      ones: [one("session", "session", "session_id"), one("last_session_task", "task", "last_session_task_id")],
      manies: [
        back("columns", "column", "dataframe_id"), back("tasks", "task", "dataframe_id"),
        back("task_databases", "task_database", "dataframe_id"),
      ]),
    ExpectedEntity(
      name: "column", tables: ["column"], key: [], values: [value("name"), value("dtype")],
      ones: [one("dataframe", "dataframe", "dataframe_id"), one("node", "node", "node_id")], manies: []),
    ExpectedEntity(
      name: "dataframe_note", tables: ["dataframetobedeletedatnode"], key: [], values: [value("dataframe_name")],
      ones: [one("session", "session", "session_id"), one("node", "node", "node_id")], manies: []),
    ExpectedEntity(
      name: "node", tables: ["node"], key: ["name"], values: [value("name")] + contact,
      ones: [
        one("organization", "organization", "organization_id"),
        one("collaboration", "collaboration", "collaboration_id"),
      ],
      manies: [
        back("config", "node_config", "node_id"), back("columns", "column", "node_id"),
        back("dataframe_notes", "dataframe_note", "node_id"),
      ]),
    ExpectedEntity(
      name: "node_config", tables: ["nodeconfig"], key: [], values: [value("key"), value("value")],
      ones: [one("node", "node", "node_id")], manies: []),
    ExpectedEntity(
      name: "algorithm_store", tables: ["algorithmstore"], key: [],
      values: [value("name"), value("url"), value("api_path")],
      ones: [one("collaboration", "collaboration", "collaboration_id")],
      manies: [back("tasks", "task", "algorithm_store_id")]),
    ExpectedEntity(
      name: "task", tables: ["task"], key: [],
      values: [
        value("name"), value("description"), value("image"), value("method"),
        value("run_id", .integer, ["job_id", "run_id"]),
        value("created_at", .moment),
      ],
      ones: [
        one("collaboration", "collaboration", "collaboration_id"),
        one("initiator", "organization", "init_org_id", "initiator_id"), one("init_user", "user", "init_user_id"),
        one("parent", "task", "parent_id"), one("study", "study", "study_id"),
        one("algorithm_store", "algorithm_store", "algorithm_store_id"), one("session", "session", "session_id"),
        one("dataframe", "dataframe", "dataframe_id"),
      ],
      manies: [
        back("results", "result", "task_id"), back("children", "task", "parent_id"),
        back("databases", "task_database", "task_id"), back("last_of", "dataframe", "last_session_task_id"),
        pairs("depends_on", "task", "task_depends_on", "task_id", "depends_on_id"),
        pairs("required_by", "task", "task_depends_on", "depends_on_id", "task_id"),
      ]),
    ExpectedEntity(
      name: "task_database", tables: ["taskdatabase"], key: [],
      values: [
        value("database", .text, ["label", "database"]), value("type"), value("position", .integer),
        value("parameters"),
      ],
      ones: [one("task", "task", "task_id"), one("dataframe", "dataframe", "dataframe_id")], manies: []),
    ExpectedEntity(
      name: "result", tables: ["run", "result"], key: [],
      values: [
        value("status"), value("assigned_at", .moment), value("started_at", .moment), value("finished_at", .moment),
        value("action"), value("input", .text, ["arguments", "input"], large: true), value("result", large: true),
        value("log", large: true),
        value("cleanup_at", .moment), value("blob_storage_used", .boolean),
      ],
      ones: [one("task", "task", "task_id"), one("organization", "organization", "organization_id")],
      manies: [back("ports", "algorithm_port", "run_id", "result_id")]),
    ExpectedEntity(
      name: "algorithm_port", tables: ["algorithmport"], key: [], values: [value("port", .integer), value("label")],
      ones: [one("result", "result", "run_id", "result_id")], manies: []),
  ]

  static func named(_ name: String) -> ExpectedEntity? { all.first { $0.name == name } }
}
