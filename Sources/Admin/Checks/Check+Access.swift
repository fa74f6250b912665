import Store

// Logging in, and encryption.
extension Check {
  static let malformedSecret = Check(
    "malformed_secret", .error, finds: "passwords and API keys that are not stored as this version reads them",
    causes: "The user or node cannot log in. Since version 3, a plain API key also keeps out the nodes that the server "
      + "compares after it.",
    remedy: "'vctl user set_password ID password=?' and 'vctl node reset_api_key ID' store a new one.",
    .malformedSecrets,
    repair: .safe(.hashedKey, else: .init("hash", .hashedText)))

  static let sharedSecret = Check(
    "shared_secret", .error, finds: "nodes with the stored API key of an earlier node",
    causes: "Only one of them can log in with it, and it works with the other's name.",
    remedy: "'vctl node reset_api_key ID' makes a new key. Hashes of one key differ: 'vctl node find_by_api_key' tries "
      + "a key against all nodes.",
    .sharedSecrets)

  static let noPassword = Check(
    "no_password", .note, finds: "users without a password",
    causes: "Nobody can log in as the user.",
    remedy: "'vctl user set_password ID password=?' sets one; or delete the user.",
    .without("password", of: "user"))

  static let noKey = Check(
    "no_api_key", .note, finds: "nodes without an API key",
    causes: "The node cannot log in.",
    remedy: "'vctl node reset_api_key ID' makes one; or delete the node.",
    .without("api_key", of: "node"))

  static let brokenPublicKey = Check(
    "broken_public_key", .error, finds: "public keys that are not RSA keys",
    causes: "Nobody can encrypt for the organization, so encrypted collaborations with it fail.",
    remedy:
      "'vctl organization update ID public_key=@FILE' stores the right one; its node uploads it at its next start.",
    .brokenPublicKeys,
    repair: .decided(.init("clear", .cleared)))

  static let misstoredPublicKey = Check(
    "misstored_public_key", .warning, finds: "public keys that are stored in another form than the server's",
    causes: "Clients decode the key once, get no key, and cannot encrypt for the organization.",
    remedy: "'vctl organization get ID' shows the key; 'vctl organization update ID public_key=KEY' with the same key "
      + "stores it in the right form.",
    .misstoredPublicKeys,
    repair: .safe(.wellStoredPublicKey))
}
