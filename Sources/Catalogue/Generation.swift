/// A generation of the databases, told by what files have: the real server adds columns in place, and notes no version.
package struct Generation: Sendable {
  package let number: Int
  /// One of them is in every file of this generation, and none in a file of an older one.
  private let signs: [Field.Presence]

  package init(_ number: Int, _ signs: Field.Presence...) { (self.number, self.signs) = (number, signs) }

  fileprivate func fits(_ layout: Layout) -> Bool { signs.contains { layout.has($0) } }
}

extension Catalogue {
  /// The generation of a file with that layout; 0 where the catalogue knows none that fits.
  package func generation(of layout: Layout) -> Int { generations.first { $0.fits(layout) }?.number ?? 0 }
}
