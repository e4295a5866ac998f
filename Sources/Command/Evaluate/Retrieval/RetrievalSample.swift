import Core

/// The records that take part in an evaluation: drawn once, the same for all sets.
struct RetrievalSample: Sendable {
  /// Indices of records, ascending.
  let queries: [Int]
  /// Indices of records, ascending.
  let gallery: [Int]
  /// For each record, a number that it shares with its photo's other garments and its near-duplicates: none of them has
  /// a place in its ranking.
  let identity: [Int32]

  /// Draws queries and gallery.
  init(_ catalogue: LabelledCatalogue, settings: RetrievalSettings) throws {
    let records = catalogue.records
    func candidates(_ splits: [String], _ option: String) throws -> [Int] {
      let present = Dictionary(grouping: records, by: { $0.split ?? "" }).mapValues(\.count)
      for split in splits where present[split] == nil {
        let names = present.map { "\($0.key.isEmpty ? "none" : $0.key) (\($0.value))" }.sorted()
        throw EvaluationFailure(
          "No record is of the split «\(split)» that --\(option) names; there are \(names.joined(separator: ", "))."
        )
      }
      return records.indices.filter { index in
        splits.isEmpty || splits.contains(records[index].split ?? "")
      }
    }
    // Two streams, so that the draw of queries doesn't hang on the gallery's size.
    func draw(_ count: Int, of candidates: [Int], stream: Int) -> [Int] {
      var generator = SplitMix64(seed: settings.seed, stream: stream)
      var drawn = candidates
      for place in 0..<min(count, drawn.count) {
        drawn.swapAt(place, place + Int(generator.next() % UInt64(drawn.count - place)))
      }
      return drawn.prefix(count).sorted()
    }
    queries = draw(settings.queries, of: try candidates(settings.querySplits, "query-split"), stream: 1)
    gallery = draw(settings.gallery, of: try candidates(settings.gallerySplits, "gallery-split"), stream: 2)

    var numbers: [String: Int32] = [:]
    identity = records.indices.map { index in
      let name = "\(catalogue.sources[index]) \(records[index].dup ?? records[index].image)"
      let number = numbers[name] ?? Int32(numbers.count)
      numbers[name] = number
      return number
    }
  }
}

extension RetrievalSample {
  /// All records that take part, ascending.
  var rows: [Int] { Set(queries + gallery).sorted() }

  /// The sample without some records: those that have no embedding.
  func without(_ rows: Set<Int>) -> RetrievalSample {
    RetrievalSample(
      queries: queries.filter { !rows.contains($0) }, gallery: gallery.filter { !rows.contains($0) },
      identity: identity)
  }

  private init(queries: [Int], gallery: [Int], identity: [Int32]) {
    (self.queries, self.gallery, self.identity) = (queries, gallery, identity)
  }
}

/// Why an evaluation can't be made: a whole sentence.
struct EvaluationFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
