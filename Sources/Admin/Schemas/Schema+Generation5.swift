extension Schema {
  /// What the server 5.0.3 writes into an empty file.
  static let generation5 = Schema(tables: [
    SchemaTable(
      "authenticatable",
      """
      type VARCHAR(50)
      keycloak_id VARCHAR
      last_seen DATETIME
      status VARCHAR
      keycloak_client_id VARCHAR
      id INTEGER NOT NULL
      PRIMARY KEY (id)
      """),
    SchemaTable(
      "organization",
      """
      name VARCHAR
      domain VARCHAR
      address1 VARCHAR
      address2 VARCHAR
      zipcode VARCHAR
      country VARCHAR
      _public_key BLOB
      id INTEGER NOT NULL
      PRIMARY KEY (id)
      UNIQUE (name)
      """),
    SchemaTable(
      "collaboration",
      """
      name VARCHAR
      encrypted BOOLEAN
      session_restrict_to_same_image BOOLEAN
      id INTEGER NOT NULL
      PRIMARY KEY (id)
      UNIQUE (name)
      """),
    SchemaTable(
      "rule",
      """
      name TEXT
      operation VARCHAR
      scope VARCHAR
      description VARCHAR
      id INTEGER NOT NULL
      PRIMARY KEY (id)
      """),
    SchemaTable(
      "algorithmstore",
      """
      name VARCHAR
      url VARCHAR
      api_path VARCHAR
      collaboration_id INTEGER
      id INTEGER NOT NULL
      PRIMARY KEY (id)
      FOREIGN KEY(collaboration_id) REFERENCES collaboration (id)
      """),
    SchemaTable(
      "node",
      """
      id INTEGER NOT NULL
      name VARCHAR
      collaboration_id INTEGER
      organization_id INTEGER
      PRIMARY KEY (id)
      FOREIGN KEY(id) REFERENCES authenticatable (id)
      UNIQUE (name)
      FOREIGN KEY(collaboration_id) REFERENCES collaboration (id)
      FOREIGN KEY(organization_id) REFERENCES organization (id)
      """),
    .member,
    SchemaTable(
      "role",
      """
      name TEXT
      description TEXT
      organization_id INTEGER
      is_default_role BOOLEAN
      id INTEGER NOT NULL
      PRIMARY KEY (id)
      FOREIGN KEY(organization_id) REFERENCES organization (id)
      """),
    SchemaTable(
      "study",
      """
      name VARCHAR
      collaboration_id INTEGER
      id INTEGER NOT NULL
      PRIMARY KEY (id)
      UNIQUE (name)
      FOREIGN KEY(collaboration_id) REFERENCES collaboration (id)
      """),
    SchemaTable(
      "user",
      """
      id INTEGER NOT NULL
      username VARCHAR
      organization_id INTEGER
      is_service_account BOOLEAN
      PRIMARY KEY (id)
      FOREIGN KEY(id) REFERENCES authenticatable (id)
      UNIQUE (username)
      FOREIGN KEY(organization_id) REFERENCES organization (id)
      """),
    .studyMember,
    SchemaTable(
      "nodeconfig",
      """
      node_id INTEGER
      "key" VARCHAR
      value VARCHAR
      id INTEGER NOT NULL
      PRIMARY KEY (id)
      FOREIGN KEY(node_id) REFERENCES node (id)
      """),
    .permission,
    .userPermission,
    .roleRuleAssociation,
    SchemaTable(
      "session",
      """
      name VARCHAR
      user_id INTEGER NOT NULL
      collaboration_id INTEGER NOT NULL
      study_id INTEGER
      created_at DATETIME
      last_used_at DATETIME
      scope VARCHAR
      image VARCHAR
      id INTEGER NOT NULL
      PRIMARY KEY (id)
      UNIQUE (name, collaboration_id)
      FOREIGN KEY(user_id) REFERENCES user (id)
      FOREIGN KEY(collaboration_id) REFERENCES collaboration (id)
      FOREIGN KEY(study_id) REFERENCES study (id)
      """),
    SchemaTable(
      "dataframe",
      """
      name VARCHAR
      db_label VARCHAR
      session_id INTEGER
      last_session_task_id INTEGER
      id INTEGER NOT NULL
      PRIMARY KEY (id)
      FOREIGN KEY(session_id) REFERENCES session (id)
      FOREIGN KEY(last_session_task_id) REFERENCES task (id)
      """),
    SchemaTable(
      "dataframetobedeletedatnode",
      """
      dataframe_name VARCHAR
      session_id INTEGER
      node_id INTEGER
      id INTEGER NOT NULL
      PRIMARY KEY (id)
      FOREIGN KEY(session_id) REFERENCES session (id)
      FOREIGN KEY(node_id) REFERENCES node (id)
      """),
    SchemaTable(
      "column",
      """
      name VARCHAR
      dtype VARCHAR
      node_id INTEGER
      dataframe_id INTEGER
      id INTEGER NOT NULL
      PRIMARY KEY (id)
      FOREIGN KEY(node_id) REFERENCES node (id)
      FOREIGN KEY(dataframe_id) REFERENCES dataframe (id)
      """),
    SchemaTable(
      "task",
      """
      name VARCHAR
      description VARCHAR
      image VARCHAR
      method VARCHAR
      collaboration_id INTEGER
      study_id INTEGER
      session_id INTEGER
      dataframe_id INTEGER
      job_id INTEGER
      parent_id INTEGER
      init_org_id INTEGER NOT NULL
      init_user_id INTEGER
      created_at DATETIME
      algorithm_store_id INTEGER
      id INTEGER NOT NULL
      PRIMARY KEY (id)
      FOREIGN KEY(collaboration_id) REFERENCES collaboration (id)
      FOREIGN KEY(study_id) REFERENCES study (id)
      FOREIGN KEY(session_id) REFERENCES session (id)
      FOREIGN KEY(dataframe_id) REFERENCES dataframe (id)
      FOREIGN KEY(parent_id) REFERENCES task (id)
      FOREIGN KEY(init_org_id) REFERENCES organization (id)
      FOREIGN KEY(init_user_id) REFERENCES user (id)
      FOREIGN KEY(algorithm_store_id) REFERENCES algorithmstore (id)
      """),
    SchemaTable(
      "taskdatabase",
      """
      task_id INTEGER
      label VARCHAR
      dataframe_id INTEGER
      type VARCHAR
      position INTEGER
      id INTEGER NOT NULL
      PRIMARY KEY (id)
      FOREIGN KEY(task_id) REFERENCES task (id)
      FOREIGN KEY(dataframe_id) REFERENCES dataframe (id)
      """),
    SchemaTable(
      "run",
      """
      arguments TEXT
      task_id INTEGER
      organization_id INTEGER
      result TEXT
      assigned_at DATETIME
      started_at DATETIME
      finished_at DATETIME
      status TEXT
      log TEXT
      action TEXT
      cleanup_at DATETIME
      blob_storage_used BOOLEAN
      id INTEGER NOT NULL
      PRIMARY KEY (id)
      FOREIGN KEY(task_id) REFERENCES task (id)
      FOREIGN KEY(organization_id) REFERENCES organization (id)
      """),
    SchemaTable(
      "task_depends_on",
      """
      task_id INTEGER NOT NULL
      depends_on_id INTEGER NOT NULL
      PRIMARY KEY (task_id, depends_on_id)
      FOREIGN KEY(task_id) REFERENCES task (id)
      FOREIGN KEY(depends_on_id) REFERENCES task (id)
      """),
  ])
}
