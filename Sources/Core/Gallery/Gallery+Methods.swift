extension Gallery {
  /// Filters that admit fewer than one of so many rows are searched by brute force: it passes over the others, and level
  /// search would look into most lists to find enough.
  private static let fewAdmitted = 16

  /// The items that look most like each of the targets, by cosine.
  ///
  /// - Parameters:
  ///   - targets: what is looked for.
  ///   - count: how many items at most for each.
  ///   - filter: what an item must be to be ranked.
  ///   - method: how to search. A gallery without the lists that it needs is searched by brute force, which the result says.
  ///   - effort: how thoroughly level search looks.
  public func nearest(
    to targets: [SearchTarget], count: Int, filter: ItemFilter = ItemFilter(), method: SearchMethod,
    effort: SearchEffort = .usual
  ) throws(GalleryError) -> Rankings {
    if filter.onePerGroup, method != .brute {
      return try byBruteForce(
        targets, count: count, filter: filter, note: "One item of each product: searched by brute force.")
    }
    switch method {
    case .brute: break
    case .level:
      if let level = lists.level {
        return try byLevel(level, targets, count: count, filter: filter, effort: effort)
      }
    case .category:
      if let category = lists.category {
        let rankings = try targets.map { (target) throws(GalleryError) in
          try byCategory(category, target, count: count, filter: filter)
        }
        return Rankings(rankings: rankings, method: .category, note: nil)
      }
    }
    return try byBruteForce(
      targets, count: count, filter: filter,
      note: method == .brute
        ? nil : "The gallery has no lists for \(method.rawValue) search: it was searched by brute force.")
  }

  /// Why files of lists that are there are not used, a sentence each.
  public var listFaults: [String] { lists.faults }

  private func byBruteForce(
    _ targets: [SearchTarget], count: Int, filter: ItemFilter, note: String?
  ) throws(GalleryError) -> Rankings {
    let ranked = try nearest(to: targets.map(\.embedding), count: count, filter: filter)
    return Rankings(
      rankings: ranked.map { Ranking(items: $0, note: nil) }, method: .brute, note: note)
  }

  private func byLevel(
    _ level: LevelSearch, _ targets: [SearchTarget], count: Int, filter: ItemFilter, effort: SearchEffort
  ) throws(GalleryError) -> Rankings {
    let allowed = try rows(admittedBy: filter)
    if !filter.isEmpty {
      let admitted = allowed.population
      if admitted * Gallery.fewAdmitted < allowed.count {
        return try byBruteForce(
          targets, count: count, filter: filter,
          note: "The filter admits \(admitted) items only: each was compared.")
      }
    }
    let measured =
      switch effort {
      case .recall(let recall): lists.curve.effort(recall: recall)
      case .probes(let probes): lists.curve.effort(probes: probes)
      }
    guard let effort = measured else {
      return try byBruteForce(
        targets, count: count, filter: filter,
        note: "The lists were not measured to find as much as is asked for: searched by brute force.")
    }
    let queries = targets.map(\.embedding)
    let listed = level.nearest(to: queries, count: count, in: allowed, effort: effort)
    let found = withLater(listed, to: queries, count: count, among: allowed, from: level.store.header.rows)
    return Rankings(
      rankings: try ranked(found).map { Ranking(items: $0, note: nil) }, method: .level, note: nil)
  }

  /// Exact among the items of the target's category and region; filled up from the region, then from all that the filter
  /// admits, where these are too few.
  private func byCategory(
    _ search: CategorySearch, _ target: SearchTarget, count: Int, filter: ItemFilter
  ) throws(GalleryError) -> Ranking {
    let category = filter.labels.first { AttributeGroup.of($0) == "category" } ?? target.category
    let region = filter.region ?? target.region
    let allowed = try rows(admittedBy: filter)
    var (found, notes): ([BruteSearch.Neighbour], [String]) = ([], [])
    if let category {
      let own = filter.keeping(to: category, region)
      let members = try rows(admittedBy: own)
      found = search.nearest(
        to: target.embedding, count: count, category: category, region: region, in: members)
      found = withLater([found], to: [target.embedding], count: count, among: members, from: search.rows)[0]
      let place = region.map { ", region \($0.rawValue)" } ?? ""
      notes.append("Searched among \(category)\(place): \(members.population) items.")
    }
    if found.count < count, let region {
      let added = self.search.fill(
        &found, upTo: count, to: target.embedding,
        among: try rows(admittedBy: filter.keeping(to: nil, region)))
      if added > 0 { notes.append("Filled up with \(added) others of region \(region.rawValue).") }
    }
    if found.count < count {
      let added = self.search.fill(&found, upTo: count, to: target.embedding, among: allowed)
      if added > 0 {
        notes.append(
          notes.isEmpty
            ? "Neither category nor region is known: all items were searched."
            : "Filled up with \(added) of all items.")
      }
    }
    return Ranking(items: try ranked([found])[0], note: notes.isEmpty ? nil : notes.joined(separator: " "))
  }

  /// Rankings of lists with the rows of `allowed` from `first` on: items that were added since the lists were made.
  private func withLater(
    _ listed: [[BruteSearch.Neighbour]], to queries: [[Float]], count: Int, among allowed: RowSet,
    from first: Int
  ) -> [[BruteSearch.Neighbour]] {
    guard first < allowed.count else { return listed }
    let later = allowed.rows(from: first)
    guard !later.isEmpty else { return listed }
    return zip(listed, search.nearest(to: queries, count: count, in: later)).map {
      RankingMerge.merged($0, $1, count: count)
    }
  }
}

extension ItemFilter {
  /// The same filter for items of one category, if one is given, and of one region, if one is given.
  fileprivate func keeping(to category: String?, _ region: Region?) -> ItemFilter {
    var filter = self
    if let category, !labels.contains(category) { filter.labels.append(category) }
    if let region { filter.region = region }
    return filter
  }
}
