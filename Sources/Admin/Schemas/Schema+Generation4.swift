extension Schema {
  /// What the server 4.15.2 writes into an empty file.
  static let generation4 = Schema(tables: [
    .authenticatable,
    SchemaTable(
      "rule",
      """
      id INTEGER NOT NULL
      name TEXT
      operation VARCHAR(7)
      scope VARCHAR(13)
      description VARCHAR
      PRIMARY KEY (id)
      """),
    SchemaTable(
      "organization",
      """
      id INTEGER NOT NULL
      name VARCHAR
      domain VARCHAR
      address1 VARCHAR
      address2 VARCHAR
      zipcode VARCHAR
      country VARCHAR
      _public_key BLOB
      PRIMARY KEY (id)
      UNIQUE (name)
      """),
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
      last_email_failed_login_sent DATETIME
      last_email_recover_password_sent DATETIME
      PRIMARY KEY (id)
      FOREIGN KEY(id) REFERENCES authenticatable (id)
      UNIQUE (username)
      UNIQUE (email)
      FOREIGN KEY(organization_id) REFERENCES organization (id)
      """),
    SchemaTable(
      "node",
      """
      id INTEGER NOT NULL
      name VARCHAR
      api_key VARCHAR
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
      id INTEGER NOT NULL
      name TEXT
      description TEXT
      organization_id INTEGER
      is_default_role BOOLEAN
      PRIMARY KEY (id)
      FOREIGN KEY(organization_id) REFERENCES organization (id)
      """),
    SchemaTable(
      "algorithmstore",
      """
      id INTEGER NOT NULL
      name VARCHAR
      url VARCHAR
      collaboration_id INTEGER
      PRIMARY KEY (id)
      FOREIGN KEY(collaboration_id) REFERENCES collaboration (id)
      """),
    SchemaTable(
      "study",
      """
      id INTEGER NOT NULL
      name VARCHAR
      collaboration_id INTEGER
      PRIMARY KEY (id)
      UNIQUE (name)
      FOREIGN KEY(collaboration_id) REFERENCES collaboration (id)
      """),
    .roleRuleAssociation,
    .studyMember,
    .nodeconfig,
    SchemaTable(
      "task",
      """
      id INTEGER NOT NULL
      name VARCHAR
      description VARCHAR
      image VARCHAR
      collaboration_id INTEGER
      study_id INTEGER
      job_id INTEGER
      parent_id INTEGER
      init_org_id INTEGER
      init_user_id INTEGER
      created_at DATETIME
      algorithm_store_id INTEGER
      PRIMARY KEY (id)
      FOREIGN KEY(collaboration_id) REFERENCES collaboration (id)
      FOREIGN KEY(study_id) REFERENCES study (id)
      FOREIGN KEY(parent_id) REFERENCES task (id)
      FOREIGN KEY(init_org_id) REFERENCES organization (id)
      FOREIGN KEY(init_user_id) REFERENCES user (id)
      FOREIGN KEY(algorithm_store_id) REFERENCES algorithmstore (id)
      """),
    .permission,
    .userPermission,
    SchemaTable(
      "run",
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
      cleanup_at DATETIME
      blob_storage_used BOOLEAN
      PRIMARY KEY (id)
      FOREIGN KEY(task_id) REFERENCES task (id)
      FOREIGN KEY(organization_id) REFERENCES organization (id)
      """),
    SchemaTable(
      "taskdatabase",
      """
      id INTEGER NOT NULL
      task_id INTEGER
      "database" VARCHAR
      parameters VARCHAR
      PRIMARY KEY (id)
      FOREIGN KEY(task_id) REFERENCES task (id)
      """),
    SchemaTable(
      "algorithmport",
      """
      id INTEGER NOT NULL
      port INTEGER
      run_id INTEGER
      label VARCHAR
      PRIMARY KEY (id)
      FOREIGN KEY(run_id) REFERENCES run (id)
      """),
  ])
}
