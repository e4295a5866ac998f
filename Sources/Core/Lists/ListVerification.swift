import GRDB

/// What is wrong with the lists of a gallery.
///
/// Each row that had an item when the lists were made must be in one list of level search, and in the list of each of its
/// categories; rows of items that went since may be.
struct ListVerification {
  let lists: GalleryLists
  /// The rows with an item.
  let living: RowSet
  let embeddings: MappedEmbeddings

  /// A sentence each.
  func problems(_ readers: GalleryReaders) throws(GalleryError) -> [String] {
    var problems = lists.faults
    if let store = lists.level?.store {
      let members = (0..<store.header.lists).flatMap { store.rows(of: $0) }
      problems += compare(Set(members), members.count, with: covered(by: store), "level.lists", "")
    }
    if let store = lists.category?.store {
      let expected = try readers.read { try CategoryBuild(of: embeddings, living: living, items: $0).lists }
      let places = Dictionary(zip(store.header.partitions, 0...)) { first, _ in first }
      for (partition, rows) in expected {
        let members = places[partition].map(store.rows(of:)) ?? []
        let wanted = Set(rows.filter { $0 < store.header.rows })
        let name = " of \(partition.category), \(partition.region?.rawValue ?? "no region")"
        problems += compare(Set(members), members.count, with: wanted, "category.lists", name)
      }
    }
    return problems
  }

  private func covered(by store: ListStore) -> Set<UInt32> {
    Set(living.rows.lazy.filter { $0 < store.header.rows }.map(UInt32.init))
  }

  private func compare(
    _ found: Set<UInt32>, _ places: Int, with wanted: Set<UInt32>, _ file: String, _ name: String
  ) -> [String] {
    var problems: [String] = []
    let missing = wanted.subtracting(found).count
    if missing > 0 { problems.append("\(file): \(missing) items\(name) are in no list.") }
    if found.count < places {
      problems.append("\(file): \(places - found.count) rows\(name) are in lists more than once.")
    }
    let foreign = found.subtracting(wanted).count { living.contains(Int($0)) }
    if foreign > 0 { problems.append("\(file): \(foreign) items\(name) are in lists that aren't theirs.") }
    return problems
  }
}
