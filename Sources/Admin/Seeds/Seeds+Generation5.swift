extension Seeds {
  /// Of the server 5.0.3. The sessions of users are new, and ports are gone.
  package static let generation5 = {
    let every = generation5Rules.map(\.grant)
    let container = grants(
      """
      node: view organization
      collaboration: view organization
      organization: view organization collaboration
      task: view collaboration
      run: view collaboration
      study: view organization
      """)
    let node =
      container + grants("node: edit organization\norganization: edit organization\nsession: view collaboration")
    let viewer =
      container
      + grants(
        """
        node: view collaboration
        user: view organization, delete own
        role: view organization
        event: receive organization collaboration
        session: view collaboration organization
        """)
    let researcher =
      viewer
      + grants(
        """
        task: create collaboration, delete organization
        session: create own organization, edit own organization, delete own organization
        """)
    let organizationAdmin =
      viewer
      + grants(
        """
        node: edit organization, create organization
        organization: edit organization
        user: create organization, edit organization, delete organization
        role: create organization, edit organization, delete organization
        event: send organization
        """)
    let collaborationAdmin =
      organizationAdmin
      + grants(
        """
        node: create collaboration, delete collaboration
        collaboration: edit collaboration
        organization: view global, edit collaboration
        task: create collaboration, delete organization
        user: view collaboration, create collaboration, edit collaboration
        role: view collaboration
        event: send collaboration
        study: view collaboration, edit collaboration, create collaboration, delete collaboration
        session: create own organization collaboration, edit own organization collaboration, delete own organization collaboration
        """)
    return Seeds(
      rules: generation5Rules,
      roles: [
        Role("Root", "Super role", every), Role("container", "container role", container),
        Role("node", "node role", node),
        Role("Viewer", "Can manage their own account and view resources related to their organization", viewer),
        Role(
          "Researcher", "Can perform tasks, manage their own account, and view resources related to their organization",
          researcher),
        Role(
          "Organization Admin", "Can manage an organization including its users, roles, and nodes.", organizationAdmin),
        Role(
          "Collaboration Admin",
          "Can manage a collaboration including its organization and users. Also has permissions of an organization admin and researcher.",
          collaborationAdmin),
      ])
  }()

  private static let generation5Rules = ruleLines(
    """
    node view global: view any node
    node view collaboration: view any node in your collaborations
    node view organization: view your own node info
    node edit global: edit any node
    node edit collaboration: edit any node in your collaborations
    node edit organization: edit node that is part of your organization
    node create global: create node for any organization
    node create collaboration: create node for any organization in your collaborations
    node create organization: create new node for your organization
    node delete global: delete any node
    node delete collaboration: delete any node in your collaborations
    node delete organization: delete node that is part of your organization
    collaboration view global: view any collaboration
    collaboration view organization: view collaborations of your organization
    collaboration edit global: edit any collaboration
    collaboration edit collaboration: edit any collaboration that your organization participates in
    collaboration create global: create a new collaboration
    collaboration delete global: delete a collaboration
    collaboration delete collaboration: delete any collaboration that your organization participates in
    organization view global: view any organization
    organization view organization: view your own organization info
    organization view collaboration: view collaborating organizations
    organization edit global: edit any organization
    organization edit organization: edit your own organization info
    organization edit collaboration: edit collaborating organizations
    organization create global: create a new organization
    organization delete global: delete any organization
    task view global: view any task
    task view collaboration: view tasks of your collaborations
    task view organization: view tasks that your organization initiated
    task view own: view tasks that you initiated
    task create global: create a new task
    task create collaboration: create a new task for collaborations in which your organization participates with
    task delete global: delete a task
    task delete collaboration: delete a task from your collaborations
    task delete organization: delete a task from a collaboration in which your organization participates with
    task delete own: delete tasks that you created
    run view global: view any run
    run view collaboration: view runs of your organizations collaborations
    run view organization: view any run of a task created by your organization
    run view own: view any run of a task created by you
    user view global: View any user
    user view collaboration: View users from your collaboration
    user view organization: View users from your organization
    user create global: Create a new user for any organization
    user create collaboration: Create a new user for organizations in your collaborations
    user create organization: Create a new user for your organization
    user edit global: Edit any user
    user edit collaboration: Edit any user in your collaborations
    user edit organization: Edit users from your organization
    user delete global: Delete any user
    user delete collaboration: Delete any user in your collaborations
    user delete organization: Delete users from your organization
    user delete own: Delete your own account
    role view global: View any role
    role view collaboration: View any role in your collaborations
    role view organization: View the roles of your organization
    role create global: Create role for any organization
    role create collaboration: Create role for any organization in your collaborations
    role create organization: Create role for your organization
    role edit global: Edit any role
    role edit collaboration: Edit any role in your collaborations
    role edit organization: Edit a role from your organization
    role delete global: Delete a role from any organization
    role delete collaboration: Delete a role from any organization in your collaborations
    role delete organization: Delete a role from your organization
    event receive organization: view websocket events of your organization
    event receive collaboration: view websocket events of your collaborations
    event receive global: view websocket events
    event send organization: send websocket events for your organization
    event send collaboration: send websocket events for your collaborations
    event send global: send websocket events to all collaborations
    study view global: view any study
    study view organization: view studies that your organization is involved in
    study view collaboration: view studies within your collaborations
    study edit global: edit any study
    study edit collaboration: edit studies within your collaborations
    study edit organization: edit studies that your organization is involved in
    study create global: create a new study
    study create collaboration: create a new study within your collaborations
    study delete global: delete a study
    study delete collaboration: delete any study within your collaborations
    study delete organization: delete studies that your organization is involved in
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
