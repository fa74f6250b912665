extension Schema {
  /// What the server 2.3.5 writes into an empty file.
  static let generation2 = Schema(tables: [
    .authenticatable,
    .organization,
    SchemaTable(
      "collaboration",
      """
      id INTEGER NOT NULL
      name VARCHAR
      encrypted BOOLEAN
      PRIMARY KEY (id)
      UNIQUE (name)
      CHECK (encrypted IN (0, 1))
      """),
    SchemaTable(
      "rule",
      """
      id INTEGER NOT NULL
      name TEXT
      operation VARCHAR(6)
      scope VARCHAR(13)
      description VARCHAR
      PRIMARY KEY (id)
      CONSTRAINT operation CHECK (operation IN ('VIEW', 'EDIT', 'CREATE', 'DELETE'))
      CONSTRAINT scope CHECK (scope IN ('OWN', 'ORGANIZATION', 'COLLABORATION', 'GLOBAL'))
      """),
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
      PRIMARY KEY (id)
      FOREIGN KEY(id) REFERENCES authenticatable (id)
      UNIQUE (username)
      UNIQUE (email)
      FOREIGN KEY(organization_id) REFERENCES organization (id)
      """),
    .member,
    .node,
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
      PRIMARY KEY (id)
      FOREIGN KEY(collaboration_id) REFERENCES collaboration (id)
      FOREIGN KEY(parent_id) REFERENCES task (id)
      FOREIGN KEY(initiator_id) REFERENCES organization (id)
      """),
    .role,
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
      log TEXT
      PRIMARY KEY (id)
      FOREIGN KEY(task_id) REFERENCES task (id)
      FOREIGN KEY(organization_id) REFERENCES organization (id)
      """),
    .permission,
    .userPermission,
    .roleRuleAssociation,
  ])
}
