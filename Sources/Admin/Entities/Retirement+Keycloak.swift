import Catalogue

/// What Keycloak does in version 5 in place of the server, and the command of Keycloak for it.
extension Retirement {
  static let password = keycloak(
    "passwords are Keycloak's: 'kcadm.sh set-password -r REALM --username NAME --temporary' sets one that the user "
      + "changes at the next login")

  static let personalData = keycloak(
    "names and email addresses are Keycloak's: 'kcadm.sh update users/KEYCLOAK_ID -r REALM -s firstName=… -s lastName=… "
      + "-s email=…' sets them, and 'kcadm.sh get users -r REALM -q username=NAME' shows them")

  static let twoFactor = keycloak(
    "two-factor logins are Keycloak's: 'kcadm.sh get users/KEYCLOAK_ID/credentials -r REALM' lists a user's "
      + "credentials, and 'kcadm.sh delete users/KEYCLOAK_ID/credentials/ID -r REALM' removes the one of type 'otp', so "
      + "that the user enrols again")

  static let lockOut = keycloak(
    "failed logins are counted by Keycloak: 'kcadm.sh get attack-detection/brute-force/users/KEYCLOAK_ID -r REALM' shows "
      + "them, and 'kcadm.sh delete' with the same path clears them")

  static let apiKey = keycloak(
    "nodes log in at Keycloak, with the secret of their client: 'kcadm.sh get clients/KEYCLOAK_CLIENT_ID/client-secret "
      + "-r REALM' shows it, and 'kcadm.sh create' with the same path makes a new one")

  private static func keycloak(_ hint: String) -> Retirement { Retirement(since: 5, hint) }
}
