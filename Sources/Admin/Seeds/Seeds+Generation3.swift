extension Seeds {
  /// Of the server 3.11.1.
  package static let generation3 = {
    let every = generation3Rules.map(\.grant)
    let container = grants(
      """
      node: view organization
      collaboration: view organization
      organization: view organization collaboration
      task: view organization
      result: view organization
      port: view organization
      """)
    let node = container + grants("node: edit organization\norganization: edit organization")
    let viewer =
      container
      + grants(
        """
        user: view organization, edit own, delete own
        role: view organization
        event: view organization
        """)
    let researcher = viewer + grants("task: create organization, delete organization")
    let organizationAdmin =
      researcher
      + grants(
        """
        node: edit organization, create organization
        organization: edit organization
        user: create organization, edit organization, delete organization
        role: create organization, edit organization, delete organization
        event: create organization
        """)
    let collaborationAdmin =
      organizationAdmin
      + grants(
        """
        node: view global, create global, delete global
        collaboration: view global, edit global
        organization: view global, edit global
        user: view global, create global, edit global
        role: view global
        event: view collaboration, create collaboration
        """)
    return Seeds(
      rules: generation3Rules,
      roles: [
        Role("Root", "Root role", every), Role("container", "container role", container),
        Role("node", "node role", node),
        Role("Viewer", "Can manage their own account and view resources related to their organization", viewer),
        Role(
          "Researcher", "Can perform tasks, manage their own account, and view resources related to their organization",
          researcher),
        Role(
          "Organization Admin",
          "Can manage an organization including its users, roles, and nodes. Also has all permissions of a researcher.",
          organizationAdmin),
        Role(
          "Collaboration Admin",
          "Can manage an collaboration including its organization and users. Also has permissions of an organization admin.",
          collaborationAdmin),
      ])
  }()

  private static let generation3Rules = ruleLines(
    """
    node view global: view any node
    node view organization: view your own node info
    node edit global: edit any node
    node edit organization: edit node that is part of your organization
    node create global: create node for any organization
    node create organization: create new node for your organization
    node delete global: delete any node
    node delete organization: delete node that is part of your organization
    collaboration view global: view any collaboration
    collaboration view organization: view collaborations of your organization
    collaboration edit global: edit any collaboration
    collaboration create global: create a new collaboration
    collaboration delete global: delete a collaboration
    organization view global: view any organization
    organization view organization: view your own organization info
    organization view collaboration: view collaborating organizations
    organization edit global: edit any organization
    organization edit organization: edit your own organization info
    organization create global: create a new organization
    task view global: view any task
    task view organization: view tasks of your organization
    task create global: create a new task
    task create organization: create a new task for collaborations in which your organization participates with
    task delete global: delete a task
    task delete organization: delete a task from a collaboration in which your organization participates with
    result view global: view any result
    result view organization: view results of your organizations collaborations
    user view global: View any user
    user view organization: View users from your organization
    user create global: Create a new user for any organization
    user create organization: Create a new user for your organization
    user edit global: Edit any user
    user edit organization: Edit users from your organization
    user edit own: Edit your own info
    user delete global: Delete any user
    user delete organization: Delete users from your organization
    user delete own: Delete your own account
    role view global: View any role
    role view organization: View the roles of your organization
    role create global: Create role for any organization
    role create organization: Create role for your organization
    role edit global: Edit any role
    role edit organization: Edit a role from your organization
    role delete global: Delete any organization
    role delete organization: Delete your organization
    port view global: view any port
    port view organization: view ports of your organizations collaborations
    event view organization: view websocket events of your organization
    event view collaboration: view websocket events of your collaborations
    event view global: view websocket events
    event create organization: send websocket events for your organization
    event create collaboration: send websocket events for your collaborations
    event create global: send websocket events to all collaborations
    """)
}
