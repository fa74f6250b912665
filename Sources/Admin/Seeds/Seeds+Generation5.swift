extension Seeds {
  /// Of the server 5.0.3: those of 4.15.2 without ports, and without what Keycloak does, and with sessions.
  package static let generation5 = {
    let gone = Set(grants("port: view global organization\nuser: edit own"))
    return Seeds(
      rules: generation4.rules.filter { !gone.contains($0.grant) } + sessionRules,
      roles: generation4.roles.map { role in
        let sessions = role.name == "Root" ? sessionRules.map(\.grant) : grants(sessionGrants[role.name] ?? "")
        return Role(role.name, role.description, role.rules.filter { !gone.contains($0) } + sessions)
      })
  }()

  private static let sessionGrants = [
    "node": "session: view collaboration",
    "Viewer": "session: view collaboration organization",
    "Researcher":
      "session: view collaboration organization, create own organization, edit own organization, delete own organization",
    "Organization Admin": "session: view collaboration organization",
    "Collaboration Admin":
      """
    session: view collaboration organization, create own organization collaboration
    session: edit own organization collaboration, delete own organization collaboration
    """,
  ]

  private static let sessionRules = ruleLines(
    """
    session view global: view any session
    session view collaboration: view any session within your collaborations
    session view organization: view any session initiated from your organization
    session create own: create a new session
    session create organization: create a new session for all users within your organization
    session create collaboration: create a new session for all users within your collaboration
    session edit own: edit your own session
    session edit organization: edit any session initiated from your organization
    session edit collaboration: edit any session within your collaboration
    session delete own: delete your own session and dataframes
    session delete organization: delete any session or dataframe initiated from your organization
    session delete collaboration: delete any session or dataframe within your collaborations
    session delete global: delete any session or dataframe
    """)
}
