import Admin
import Catalogue
import Testing

@Suite struct CatalogueTests {
  @Test("every relation leads to an entity, and no name stands for two things")
  func links() { #expect(Catalogue.vantage6.brokenReferences() == []) }
}
