import Core
import Queue

/// Turns a request into the bytes of its answer. Owned by one lane; knows nothing of leases.
final class Answerer {
  /// How a job ends.
  enum Outcome {
    /// The bytes that the client gets.
    case answer([UInt8])
    /// A change of the gallery's log, and what the client gets once it stands there. `without`: the position of a
    /// gallery that hasn't got the item that is to go.
    case change(LoggedChange, answer: [UInt8], without: LogPosition?)
    /// The client's to mend.
    case refusal(FailureCode, String)
    /// Ours to mend; the job is tried again.
    case fault(String)
    /// Another worker has the job, or nobody wants it any more.
    case abandoned
  }

  private var engine: SearchEngine
  private let encoder = JPEGEncoder()
  private var edition: Edition
  /// The times of the query that was answered last; nil when something else was done since.
  private(set) var times: StageTimes?
  /// The items that it answers from.
  var gallery: Gallery { edition.gallery }

  /// An answerer with engine requests of its own.
  init(_ edition: Edition) throws {
    engine = try SearchEngine(networks: edition.networks)
    self.edition = edition
  }

  /// Answers from `edition` from now on. Where that has other networks, the engine requests are made anew; when that fails,
  /// it keeps the former edition.
  func change(to edition: Edition) throws {
    if edition.identity != self.edition.identity { engine = try SearchEngine(networks: edition.networks) }
    self.edition = edition
  }

  /// Answers a query for a photo.
  func answer(
    _ query: Request.Query, id: JobID, waited: Duration, image: UnsafeRawBufferPointer,
    progress: (Stage) -> Void
  ) -> Outcome {
    times = nil
    let box = query.box.map { Core.Box(x: $0.x, y: $0.y, width: $0.width, height: $0.height) }
    let search = SearchQuery(
      top: query.top, box: box,
      filter: query.limits.applied(
        to: ItemFilter(labels: query.labels, region: query.region?.core)),
      method: query.search.core)
    do {
      let answer = try engine.search(image, for: search, in: gallery) { progress($0.stage) }
      times = answer.times
      return .answer(jsonBytes(AnswerDocument(answer, id: id.description, gallery: gallery, waited: waited)))
    } catch {
      switch error {
      case .image(let error): return .refusal(FailureCode(rawValue: error.code), error.description)
      case .model(let error): return .fault(error.description)
      case .gallery(let error): return .fault(error.description)
      }
    }
  }

  /// Answers a request that has no image.
  func answer(_ request: Request) -> Outcome {
    times = nil
    do { return try outcome(of: request) } catch { return .fault(error.description) }
  }

  private func outcome(of request: Request) throws(GalleryError) -> Outcome {
    switch request {
    case .items(let items):
      let filter = items.limits.applied(
        to: ItemFilter(labels: items.labels, region: items.region?.core, text: items.text))
      let page = try gallery.page(items.page, size: items.size, filter: filter)
      return .answer(jsonBytes(ItemPageDocument(page, page: items.page, size: items.size)))
    case .item(let id):
      guard let item = try gallery.item(id) else { return Answerer.noSuchItem }
      return .answer(jsonBytes(ItemDocument(item)))
    case .similar(let similar):
      let filter = similar.limits.applied(
        to: ItemFilter(labels: similar.labels, region: similar.region?.core))
      guard
        let document = try SimilarDocument(
          id: similar.item, count: similar.top, filter: filter, method: similar.search.core, in: gallery,
          calibration: edition.networks.manifest.embedder.similarity)
      else { return Answerer.noSuchItem }
      return .answer(jsonBytes(document))
    case .query, .put, .remove:
      return .fault("a request was taken for one without an image")
    }
  }

  /// Makes the gallery entry of an item.
  func entry(
    for description: ItemDescription, photo bytes: UnsafeRawBufferPointer
  ) throws(SearchError) -> GalleryWriter.Entry {
    try engine.entry(for: description, photo: bytes, encoder: encoder)
  }

  static let noSuchItemSentence = "There is no item with this id in the catalogue."
  private static let noSuchItem = Outcome.refusal(.notFound, noSuchItemSentence)
}

extension Request.Search {
  /// The same method in the words of Core.
  var core: SearchMethod {
    switch self {
    case .brute: .brute
    case .level: .level
    case .category: .category
    }
  }
}

extension Request.Region {
  /// The same region in the words of Core.
  var core: Core.Region {
    switch self {
    case .upper: .upper
    case .lower: .lower
    case .full: .full
    }
  }
}

extension SearchStage {
  /// The same stage in the words of the queue.
  var stage: Stage {
    switch self {
    case .decode: .decode
    case .find: .find
    case .embed: .embed
    case .rank: .rank
    }
  }
}
