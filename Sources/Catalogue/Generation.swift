/// A generation of databases. The tables and columns of a file tell its generation, since the real server adds columns
/// in place and stores no version.
package struct Generation: Sendable {
  package let number: Int
  /// Every file of this generation has at least one of them, and no file of an older generation has any.
  let signs: [Field.Presence]

  package init(_ number: Int, _ signs: Field.Presence...) { (self.number, self.signs) = (number, signs) }

  fileprivate func fits(_ layout: Layout) -> Bool { signs.contains { layout.has($0) } }
}

extension Catalogue {
  /// The generation of a file with that layout; 0 if none fits.
  package func generation(of layout: Layout) -> Int { generations.first { $0.fits(layout) }?.number ?? 0 }
}
