import Foundation

/// Why a file of lists is not used.
enum ListFault: Error {
  /// There is none.
  case missing
  /// In words, to go behind «The file …».
  case unusable(String)
}

/// Lists on disk.
///
/// # File Format
/// Text lines: `ifashion-lists 2 BYTES SUM` with the length of the header and the sum over its JSON, then the header as JSON;
/// filled up with zero bytes to a multiple of 4,096. Then the parts that `ListLayout` names, little-endian, each at a multiple of 64 bytes. Written to
/// another name and renamed, so that a file is there wholly or not at all.
enum ListFile {
  private static let magic = "ifashion-lists 2"
  private static let page = 4096
  /// Headers beyond this are no headers: the longest has a few hundred partitions.
  private static let longestHeader = 1 << 24

  /// Writes `store` to `url`, with what was measured of it.
  static func write(_ store: ListStore, curve: [RecallPoint] = [], to url: URL) throws(GalleryError) {
    var header = store.header
    header.curve = curve
    header.checksum = ListChecksum.bytes(store.memory, count: store.layout.size)
    let temporary = url.appendingPathExtension("new")
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let json = try encoder.encode(header)
      // Both numbers of the first line have 20 digits at most.
      let length = (magic.utf8.count + 43 + json.count + page - 1) / page * page
      var bytes = Data("\(magic) \(length) \(ListChecksum.bytes(json))\n".utf8) + json
      bytes.append(Data(count: length - bytes.count))
      bytes.append(Data(bytesNoCopy: store.memory, count: store.layout.size, deallocator: .none))
      try bytes.write(to: temporary)
      let file = try FileHandle(forWritingTo: temporary)
      try file.synchronize()
      try file.close()
      guard rename(temporary.path, url.path) == 0 else {
        throw CocoaError(
          .fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: String(cString: strerror(errno))])
      }
    } catch {
      try? FileManager.default.removeItem(at: temporary)
      throw .storage(path: url.path, reason: error.localizedDescription)
    }
  }

  /// Reads the lists of the gallery that has `embeddings`, made by the embedder `fingerprint`.
  static func read(
    _ kind: ListHeader.Kind, at url: URL, of embeddings: MappedEmbeddings, fingerprint: String
  ) throws(ListFault) -> ListStore {
    let file = open(url.path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      throw errno == ENOENT ? .missing : .unusable("can't be read: \(String(cString: strerror(errno)))")
    }
    defer { close(file) }
    let (header, length) = try readHeader(file)
    try check(header, kind, embeddings, fingerprint)
    let layout = ListLayout(header)
    var status = stat()
    guard fstat(file, &status) == 0, Int(status.st_size) == length + layout.size else {
      throw .unusable("does not have the length that its header names")
    }
    let memory: UnsafeMutableRawPointer
    do { memory = try ListStore.allocate(layout.size) } catch { throw .unusable("finds no memory") }
    do throws(ListFault) {
      try fill(memory, layout.size, from: file, at: length)
      guard ListChecksum.bytes(memory, count: layout.size) == header.checksum else {
        throw .unusable("is damaged: its checksum is another")
      }
      try check(memory, header, layout)
    } catch {
      munmap(memory, max(1, layout.size))
      throw error
    }
    return ListStore(header, memory: memory)
  }

  /// How the lists in `folder` were made; nil where there are none. Of those that can't be read only that they are there counts.
  static func settings(of folder: GalleryFolder) -> LevelSettings? {
    let file = open(folder.lists(.level).path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return (try? readHeader(file).0.settings) ?? LevelSettings()
  }

  private static func readHeader(_ file: Int32) throws(ListFault) -> (ListHeader, length: Int) {
    var first = [UInt8](repeating: 0, count: page)
    let got = pread(file, &first, page, 0)
    let line = String(decoding: first.prefix(max(0, got)).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    guard line.hasPrefix(magic + " ") else { throw .unusable("is of another version") }
    let numbers = line.dropFirst(magic.count + 1).split(separator: " ").compactMap { UInt64($0) }
    guard numbers.count == 2, (UInt64(page)...UInt64(longestHeader)).contains(numbers[0]) else {
      throw .unusable("has a header that can't be read")
    }
    let length = Int(numbers[0])
    var bytes = [UInt8](repeating: 0, count: length)
    guard pread(file, &bytes, length, 0) == length else { throw .unusable("ends within its header") }
    let json = Data(bytes.dropFirst(line.utf8.count + 1).prefix { $0 != 0 })
    guard ListChecksum.bytes(json) == numbers[1],
      let header = try? JSONDecoder().decode(ListHeader.self, from: json)
    else {
      throw .unusable("has a header that can't be read")
    }
    return (header, length)
  }

  private static func check(
    _ header: ListHeader, _ kind: ListHeader.Kind, _ embeddings: MappedEmbeddings, _ fingerprint: String
  ) throws(ListFault) {
    guard header.kind == kind else { throw .unusable("has lists for \(header.kind.rawValue) search") }
    guard header.embedder == fingerprint, header.dimension == embeddings.dimension else {
      throw .unusable("was made for another embedder")
    }
    let bounds = 0...(1 << 40)
    guard bounds.contains(header.rows), bounds.contains(header.lists), bounds.contains(header.blocks),
      header.lists <= header.blocks, (1...header.dimension).contains(header.codes),
      kind == .level
        ? header.lists > 0 && header.hasCentres
        // A query's codes are of all its floats, and so must the rows' be.
        : header.partitions.count == header.lists && header.codes == header.dimension
    else { throw .unusable("has a header whose numbers can't be") }
    guard Set(header.partitions).count == header.partitions.count else {
      throw .unusable("has two lists of one category and region")
    }
    guard header.rows <= embeddings.count, header.rowsSum == ListChecksum.rows(embeddings, count: header.rows)
    else { throw .unusable("was made for other rows") }
  }

  private static func fill(
    _ memory: UnsafeMutableRawPointer, _ size: Int, from file: Int32, at offset: Int
  ) throws(ListFault) {
    var done = 0
    while done < size {
      let count = pread(file, memory + done, min(size - done, 1 << 30), off_t(offset + done))
      guard count > 0 else { throw .unusable("can't be read to its end") }
      done += count
    }
  }

  /// What a search trusts: numbers of blocks and rows.
  private static func check(
    _ memory: UnsafeMutableRawPointer, _ header: ListHeader, _ layout: ListLayout
  ) throws(ListFault) {
    let starts = (memory + layout.starts).assumingMemoryBound(to: UInt32.self)
    guard starts[0] == 0, Int(starts[header.lists]) == header.blocks,
      (0..<header.lists).allSatisfy({ starts[$0] <= starts[$0 + 1] })
    else { throw .unusable("has lists that overlap") }
    let counts = (memory + layout.counts).assumingMemoryBound(to: UInt32.self)
    guard
      (0..<header.lists).allSatisfy({
        Int(counts[$0]) <= Int(starts[$0 + 1] - starts[$0]) * CodedRows.blockRows
      })
    else { throw .unusable("has lists that are longer than their blocks") }
    let rows = (memory + layout.rows).assumingMemoryBound(to: UInt32.self)
    for place in 0..<(header.blocks * CodedRows.blockRows)
    where rows[place] != ListStore.noRow && Int(rows[place]) >= header.rows {
      throw .unusable("names rows that are not there")
    }
  }
}
