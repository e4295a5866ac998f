/// One page of the gallery, and how the admitted items divide by label.
public struct ItemPage: Sendable {
  /// A label with the number of admitted items that carry it.
  public struct Facet: Sendable {
    /// `group:Name`.
    public let label: String
    /// Items.
    public let count: Int
  }

  /// Number of admitted items on all pages.
  public let total: Int
  /// The items of this page.
  public let items: [Item]
  /// By attribute group, the labels of the admitted items, the most frequent first.
  public let facets: [(group: String, labels: [Facet])]
}

extension Gallery {
  /// Reads what filters and facets of labels need, so that the first request doesn't wait for it (two seconds for a million
  /// items).
  public func prepareFacets() throws(GalleryError) { _ = try filterRows.counts(in: living) }

  /// Lists the items that `filter` admits.
  ///
  /// - Parameters:
  ///   - page: 1 for the first one.
  ///   - size: items on a page.
  public func page(_ page: Int, size: Int, filter: ItemFilter) throws(GalleryError) -> ItemPage {
    let admitted = try rows(admittedBy: filter)
    let byGroup = Dictionary(grouping: try filterRows.counts(in: admitted)) { AttributeGroup.of($0.key) }
    let rows = admitted.rows(skipping: (page - 1) * size, atMost: size)
    return ItemPage(
      total: admitted.population, items: try items(in: rows),
      facets: AttributeGroup.all.compactMap { group in
        byGroup[group].map { labels in
          let sorted = labels.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
          return (group, sorted.map { ItemPage.Facet(label: $0.key, count: $0.value) })
        }
      })
  }
}
