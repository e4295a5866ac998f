import Foundation
import Synchronization

/// The prefixes of a gallery, once they are made: by a thread of their own while searches go on without, so that a start
/// needn't wait for them (2 µs a row of 256 floats) and a program that searches once needn't make them.
///
/// Snapshots of one gallery share it: rows never change, and those that came after the prefixes are scanned whole. When they
/// are a third of all, the prefixes are made anew.
///
/// Thread Safety: any number of lanes may ask.
final class PrefixShelf: Sendable {
  private struct State {
    var prefixes: PrefixRows?
    var queries = 0
    /// Rows of the gallery when they were last made, or found to be of no use.
    var rows = 0
    var isBusy = false
  }

  /// After so many queries more are to be expected: making the prefixes takes about as long as a hundred searches without.
  private static let fewestQueries = 32

  private let state = Mutex(State())

  /// The prefixes of the first rows of `embeddings`; nil while there are none.
  ///
  /// - Parameters:
  ///   - codes: those of `embeddings`.
  ///   - queries: how many are going to be searched.
  func prefixes(of embeddings: MappedEmbeddings, codes: CodedRows, queries: Int) -> PrefixRows? {
    let (found, isDue) = state.withLock { state in
      state.queries += queries
      let isDue =
        !state.isBusy && state.queries >= PrefixShelf.fewestQueries && embeddings.count > state.rows / 2 * 3
      if isDue { state.isBusy = true }
      return (state.prefixes, isDue)
    }
    if isDue { make(embeddings, codes) }
    return found
  }

  private func make(_ embeddings: MappedEmbeddings, _ codes: CodedRows) {
    let thread = Thread {
      // Without memory for them searches go on as before; they are tried again when the gallery has grown.
      let made = try? PrefixRows(embeddings, codes: codes)
      self.state.withLock { state in
        if let made { state.prefixes = made }
        state.rows = embeddings.count
        state.isBusy = false
      }
    }
    thread.name = "prefixes"
    thread.start()
  }
}
