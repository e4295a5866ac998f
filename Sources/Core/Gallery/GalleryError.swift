/// Why a gallery can't be used. A fault of the installation, not of a query.
public enum GalleryError: Error, CustomStringConvertible {
  /// There is no gallery in the folder.
  case missing(path: String)
  /// The gallery was made by another embedder, so its embeddings mean something else.
  case otherEmbedder(path: String, found: String, expected: String)
  /// Neither has the gallery networks of its own nor were others named.
  case noNetworks(path: String)
  /// Another program has the lock of its writer.
  case busy(path: String)
  /// The gallery has the format of an earlier version, and could not be given the present one.
  case outdated(path: String, reason: String)
  /// The gallery was written by a later version of the program.
  case newer(path: String)
  /// A file is not what it should be.
  case damaged(path: String, reason: String)
  /// The file system or the database failed.
  case storage(path: String, reason: String)

  /// One sentence for the log and the terminal.
  public var description: String {
    switch self {
    case .missing(let path): "There is no gallery in \(path): make one with `ifashion index`."
    case .otherEmbedder(let path, let found, let expected):
      "The gallery \(path) was made by another embedder (\(found.prefix(19))…, not \(expected.prefix(19))…): "
        + "run `ifashion reembed \(path)` with the networks that it should have."
    case .noNetworks(let path): "The gallery \(path) has no networks of its own: name a folder with --models."
    case .busy(let path): "The gallery \(path) can't be changed now: another program is writing to it."
    case .outdated(let path, let reason):
      "The gallery \(path) has the format of an earlier version and could not be brought up to date (\(reason)): "
        + "run `ifashion gallery stats \(path)` once as a user who may write to it."
    case .newer(let path):
      "The gallery \(path) was written by a later version of iFashion: use that version, or make the gallery anew."
    case .damaged(let path, let reason): "The gallery's file \(path) is damaged: \(reason)."
    case .storage(let path, let reason): "The gallery \(path) can't be read or written: \(reason)."
    }
  }
}
