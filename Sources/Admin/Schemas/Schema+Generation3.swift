extension Schema {
  /// What the server 3.11.1 writes into an empty file.
  static let generation3 = Schema(tables: [
    .authenticatable,
    SchemaTable(
      "rule",
      """
      id INTEGER NOT NULL
      name TEXT
      operation VARCHAR(6)
      scope VARCHAR(13)
      description VARCHAR
      PRIMARY KEY (id)
      """),
    .organization,
    .collaboration,
    SchemaTable(
      "user",
      """
      id INTEGER NOT NULL
      username VARCHAR
      password VARCHAR
      firstname VARCHAR
      lastname VARCHAR
      email VARCHAR
      organization_id INTEGER
      failed_login_attempts INTEGER
      last_login_attempt DATETIME
      otp_secret VARCHAR(32)
      PRIMARY KEY (id)
      FOREIGN KEY(id) REFERENCES authenticatable (id)
      UNIQUE (username)
      UNIQUE (email)
      FOREIGN KEY(organization_id) REFERENCES organization (id)
      """),
    .node,
    .member,
    .role,
    .nodeconfig,
    SchemaTable(
      "task",
      """
      id INTEGER NOT NULL
      name VARCHAR
      description VARCHAR
      image VARCHAR
      collaboration_id INTEGER
      run_id INTEGER
      parent_id INTEGER
      "database" VARCHAR
      initiator_id INTEGER
      init_user_id INTEGER
      created_at DATETIME
      PRIMARY KEY (id)
      FOREIGN KEY(collaboration_id) REFERENCES collaboration (id)
      FOREIGN KEY(parent_id) REFERENCES task (id)
      FOREIGN KEY(initiator_id) REFERENCES organization (id)
      FOREIGN KEY(init_user_id) REFERENCES user (id)
      """),
    .permission,
    .userPermission,
    .roleRuleAssociation,
    SchemaTable(
      "result",
      """
      id INTEGER NOT NULL
      input TEXT
      task_id INTEGER
      organization_id INTEGER
      result TEXT
      assigned_at DATETIME
      started_at DATETIME
      finished_at DATETIME
      status TEXT
      log TEXT
      PRIMARY KEY (id)
      FOREIGN KEY(task_id) REFERENCES task (id)
      FOREIGN KEY(organization_id) REFERENCES organization (id)
      """),
    SchemaTable(
      "algorithmport",
      """
      id INTEGER NOT NULL
      port INTEGER
      result_id INTEGER
      label VARCHAR
      PRIMARY KEY (id)
      FOREIGN KEY(result_id) REFERENCES result (id)
      """),
  ])
}
