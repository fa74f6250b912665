extension Seeds {
  /// Of the server 2.3.5.
  package static let generation2 = {
    let every = generation2Rules.map(\.grant)
    let container = grants(
      """
      node: view organization
      collaboration: view organization
      organization: view organization collaboration
      task: view organization
      result: view organization
      """)
    return Seeds(
      rules: generation2Rules,
      roles: [
        Role("container", "container role", container),
        Role("node", "node role", container + grants("organization: edit organization")),
        Role("Root", "Super role", every, comesWithFirstUser: true),
      ])
  }()

  private static let generation2Rules = ruleLines(
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
    task edit global: edit any task
    task edit organization: edit tasks of your organization
    task create global: create a new task
    task create organization: create a new task for collaborations in which your organization participates with
    task delete global: delete a task
    task delete organization: delete a task from a collaboration in which your organization participates with
    result view global: view any result
    result view organization: view results of your organizations collaborations
    user view global: View any user
    user view organization: View users from your organization
    user view own: View your own data
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
    """)
}
