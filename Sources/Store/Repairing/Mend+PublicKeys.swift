import Catalogue
import Engine

extension Mend {
  /// Stores a public key in the form that the server writes.
  package static let wellStoredPublicKey = Mend("stores the same key in the server's form") {
    (transaction, defect) throws(Failure) in
    guard let (entity, id, _, place) = defect.stored(transaction.model) else { return .left(nil) }
    let stored: [UInt8]
    let isText: Bool
    switch try transaction.value(at: place, id) {
    case .text(let text): (stored, isText) = (Array(text.utf8), true)
    case .blob(let bytes): (stored, isText) = (bytes, false)
    default: return .gone
    }
    switch PublicKey.flaw(ofStored: stored, isText: isText) {
    case nil: return .gone
    case .unreadable: return .left(nil)
    case .base64, .text: break
    }
    guard let key = try? PublicKey(given: String(decoding: stored, as: UTF8.self)) else { return .left(nil) }
    try transaction.set(.blob(key.pem), at: place, id, of: entity)
    return .mended("form corrected")
  }
}
