// Tables that more than one generation of the server makes alike.
extension SchemaTable {
  static let authenticatable = SchemaTable(
    "authenticatable",
    """
    id INTEGER NOT NULL
    type VARCHAR(50)
    ip VARCHAR
    last_seen DATETIME
    status VARCHAR
    PRIMARY KEY (id)
    """)

  static let organization = SchemaTable(
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
    """)

  static let member = SchemaTable(
    "Member",
    """
    organization_id INTEGER
    collaboration_id INTEGER
    FOREIGN KEY(organization_id) REFERENCES organization (id)
    FOREIGN KEY(collaboration_id) REFERENCES collaboration (id)
    """)

  static let node = SchemaTable(
    "node",
    """
    id INTEGER NOT NULL
    name VARCHAR
    api_key VARCHAR
    collaboration_id INTEGER
    organization_id INTEGER
    PRIMARY KEY (id)
    FOREIGN KEY(id) REFERENCES authenticatable (id)
    FOREIGN KEY(collaboration_id) REFERENCES collaboration (id)
    FOREIGN KEY(organization_id) REFERENCES organization (id)
    """)

  static let role = SchemaTable(
    "role",
    """
    id INTEGER NOT NULL
    name TEXT
    description TEXT
    organization_id INTEGER
    PRIMARY KEY (id)
    FOREIGN KEY(organization_id) REFERENCES organization (id)
    """)

  static let studyMember = SchemaTable(
    "StudyMember",
    """
    organization_id INTEGER
    study_id INTEGER
    FOREIGN KEY(organization_id) REFERENCES organization (id)
    FOREIGN KEY(study_id) REFERENCES study (id)
    """)

  static let permission = SchemaTable(
    "Permission",
    """
    role_id INTEGER
    user_id INTEGER
    FOREIGN KEY(role_id) REFERENCES role (id)
    FOREIGN KEY(user_id) REFERENCES user (id)
    """)

  static let userPermission = SchemaTable(
    "UserPermission",
    """
    rule_id INTEGER
    user_id INTEGER
    FOREIGN KEY(rule_id) REFERENCES rule (id)
    FOREIGN KEY(user_id) REFERENCES user (id)
    """)

  static let roleRuleAssociation = SchemaTable(
    "role_rule_association",
    """
    role_id INTEGER
    rule_id INTEGER
    FOREIGN KEY(role_id) REFERENCES role (id)
    FOREIGN KEY(rule_id) REFERENCES rule (id)
    """)

  static let collaboration = SchemaTable(
    "collaboration",
    """
    id INTEGER NOT NULL
    name VARCHAR
    encrypted BOOLEAN
    PRIMARY KEY (id)
    UNIQUE (name)
    """)

  static let nodeconfig = SchemaTable(
    "nodeconfig",
    """
    id INTEGER NOT NULL
    node_id INTEGER
    "key" VARCHAR
    value VARCHAR
    PRIMARY KEY (id)
    FOREIGN KEY(node_id) REFERENCES node (id)
    """)
}
