package import Store

extension Seeds {
  /// Of the server 4.15.2.
  package static let generation4 = {
    let container = grants(
      """
      node: view organization
      collaboration: view organization
      organization: view organization collaboration
      task: view collaboration
      run: view collaboration
      port: view organization
      study: view organization
      """)
    let node = container + grants("node: edit organization\norganization: edit organization")
    let viewer =
      container
      + grants(
        """
        node: view collaboration
        user: view organization, edit own, delete own
        role: view organization
        event: receive organization collaboration
        """)
    let researcher = viewer + grants("task: create collaboration, delete organization")
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
        """)
    return Seeds(
      rules: generation4Rules,
      roles: [
        Role("Root", rootPurpose, generation4Rules), Role("container", containerPurpose, container),
        Role("node", nodePurpose, node), Role("Viewer", viewerPurpose, viewer),
        Role("Researcher", researcherPurpose, researcher),
        Role("Organization Admin", organizationAdminPurpose, organizationAdmin),
        Role("Collaboration Admin", collaborationAdminPurpose, collaborationAdmin),
      ])
  }()

  private static let generation4Rules = grants(
    """
    node: view global collaboration organization, edit global collaboration organization
    node: create global collaboration organization, delete global collaboration organization
    collaboration: view global organization, edit global collaboration, create global, delete global collaboration
    organization: view global organization collaboration, edit global organization collaboration
    organization: create global, delete global
    task: view global collaboration organization own, create global collaboration
    task: delete global collaboration organization own
    run: view global collaboration organization own
    user: view global collaboration organization, create global collaboration organization
    user: edit global collaboration organization own, delete global collaboration organization own
    role: view global collaboration organization, create global collaboration organization
    role: edit global collaboration organization, delete global collaboration organization
    port: view global organization
    event: receive organization collaboration global, send organization collaboration global
    study: view global organization collaboration, edit global collaboration organization
    study: create global collaboration, delete global collaboration organization
    """)
}
