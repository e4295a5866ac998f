import Foundation

/// What a file of lists says of itself.
struct ListHeader: Codable, Equatable, Sendable {
  /// What the lists are of.
  enum Kind: String, Codable, Sendable { case level, category }

  /// The rows that a list of a category file has.
  struct Partition: Codable, Hashable, Sendable {
    /// `category:Name`.
    var category: String
    /// nil for rows without one.
    var region: Region?
  }

  var kind: Kind
  /// Floats in an embedding.
  var dimension: Int
  /// Fingerprint of the embedder that made the embeddings.
  var embedder: String
  /// Rows 0..<rows of the gallery are covered: each that had an item when the lists were made is in one.
  var rows: Int
  /// Number of lists.
  var lists: Int
  /// Blocks of 64 rows; each list begins with a block of its own.
  var blocks: Int
  /// Codes of a row: all dimensions, or the directions of the basis.
  var codes: Int
  /// The greatest length of what is coded of a row, rounded up.
  var greatest: Float = 0
  /// Whether there are means, centres and a basis.
  var hasCentres: Bool
  /// Sum over what follows the header; the header's own stands in the file's first line.
  var checksum: UInt64 = 0
  /// Sum over some of the embeddings: lists of other rows are not used.
  var rowsSum: UInt64
  /// Level: what recall was measured at which effort.
  var curve: [RecallPoint] = []
  /// Category: what each list holds.
  var partitions: [Partition] = []
  /// Level: how the lists were made, so that they can be made anew in the same way.
  var settings: LevelSettings?
}

/// What was measured of level search at one setting.
public struct RecallPoint: Codable, Hashable, Sendable {
  /// Lists that are looked into at most.
  public var probes: Int
  /// Spreads of a list that its rows are looked for from its mean; nil: all `probes` lists are looked into.
  public var reach: Float?
  /// Share of the proven bound's width that rows are ruled out by; 1 rules out none wrongly.
  public var width: Float
  /// Share of the 10 closest that are found, mean over the items that were looked for.
  public var recall: Double
  /// Time for one query in µs, from the blocks that are read and the rows that are ranked, so that it doesn't depend on what
  /// else the machine does.
  public var cost: Double
}

/// Where the parts of a file of lists lie behind its header, in bytes; each begins at a multiple of 64.
struct ListLayout: Sendable {
  /// lists + 1 block numbers, UInt32: where each list begins.
  let starts: Int
  /// Rows of each list, UInt32.
  let counts: Int
  /// lists × dimension float32: the mean of each list's rows; codes are of what differs from it.
  let means: Int
  /// lists × codes float32: the means in the directions of the basis.
  let centres: Int
  /// lists float32: root of the mean squared distance of a list's rows from its mean.
  let spreads: Int
  /// codes × dimension float32, row-major.
  let basis: Int
  /// Blocks as `ck_block` says.
  let codes: Int
  /// 64 float32 a block.
  let scales: Int
  /// 64 float32 a block: length of what the codes don't say of a row.
  let errors: Int
  /// 64 UInt32 a block: rows of the gallery; `UInt32.max` where there is none.
  let rows: Int
  /// All.
  let size: Int

  init(_ header: ListHeader) {
    var end = 0
    func part(_ bytes: Int) -> Int {
      defer { end += (bytes + 63) / 64 * 64 }
      return end
    }
    starts = part((header.lists + 1) * 4)
    counts = part(header.lists * 4)
    means = part(header.hasCentres ? header.lists * header.dimension * 4 : 0)
    centres = part(header.hasCentres ? header.lists * header.codes * 4 : 0)
    spreads = part(header.hasCentres ? header.lists * 4 : 0)
    basis = part(header.hasCentres ? header.codes * header.dimension * 4 : 0)
    codes = part(header.blocks * ((header.codes + 3) / 4 * 4) * 64)
    scales = part(header.blocks * 64 * 4)
    errors = part(header.blocks * 64 * 4)
    rows = part(header.blocks * 64 * 4)
    size = end
  }
}
