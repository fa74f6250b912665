/// Keys made for the tests alone, and what people take for keys.
package enum PublicKeys {
  package static let rsa = """
    -----BEGIN PUBLIC KEY-----
    MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDFOUf5xWaSW5tEMyHIx8pIVQLv
    KrqqKXUQummRymMVlWuFhtPqB4wGSQVPPj4Wlo2+qtFQRXjavN1mbf2osyaxk+mG
    DSOqimCxLxH3kgfVNOtF266JOxSGEIivIpfL1GGGHsSwWKqBHaO190jklIJbdC6s
    ciGKpTpg/0qo/pJa7wIDAQAB
    -----END PUBLIC KEY-----

    """
  /// The same key as PKCS #1 writes it.
  package static let pkcs1 = """
    -----BEGIN RSA PUBLIC KEY-----
    MIGJAoGBAMU5R/nFZpJbm0QzIcjHykhVAu8quqopdRC6aZHKYxWVa4WG0+oHjAZJ
    BU8+PhaWjb6q0VBFeNq83WZt/aizJrGT6YYNI6qKYLEvEfeSB9U060Xbrok7FIYQ
    iK8il8vUYYYexLBYqoEdo7X3SOSUglt0LqxyIYqlOmD/Sqj+klrvAgMBAAE=
    -----END RSA PUBLIC KEY-----

    """
  /// A key for signatures: nothing can be encrypted with it.
  package static let ec = """
    -----BEGIN PUBLIC KEY-----
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEGK2u0yN5KcxcxkJ+8uhdocKH4LAo
    wQ0eoHyjOdJWW8JJFKBNkrS3c2doLEDza0hBPnCNTXkUxw3CNsCDhXzIPg==
    -----END PUBLIC KEY-----

    """
  package static let ed25519 = """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEA/Tw5sdqC0toEkYsZZXiEI9iRW+KD+QT4vQqlZoFGcUA=
    -----END PUBLIC KEY-----

    """
  /// The beginning of the private key of `rsa`.
  package static let secret = """
    -----BEGIN PRIVATE KEY-----
    MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAMU5R/nFZpJbm0Qz
    IcjHykhVAu8quqopdRC6aZHKYxWVa4WG0+oHjAZJBU8+PhaWjb6q0VBFeNq83WZt
    -----END PRIVATE KEY-----

    """
  /// The beginning of a certificate.
  package static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBszCCAVmgAwIBAgIU
    -----END CERTIFICATE-----

    """
}
