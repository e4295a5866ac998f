import ArgumentParser
import Core
import Foundation
import Synchronization

/// Start, memory and search of a large gallery, also while items are added by another process.
struct MillionBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "million",
    abstract:
      "Makes a large gallery in FOLDER, if it isn't there, and prints start, memory and search times as JSON."
  )

  @Argument(help: "Folder of the gallery.")
  var folder: String
  @Option(help: "Items of the gallery that is made.")
  var items = 1_000_000
  @Option(help: "Floats of an embedding.")
  var dimension = 256
  @Option(help: "Items that are added in a second.")
  var rate = 100.0
  @Option(help: "Seconds of each of the phases with and without additions, which take turns.")
  var seconds = 8.0
  @Option(help: "Phases of each kind.")
  var rounds = 4
  @Flag(help: ArgumentHelp("Measures in this process, which must be a new one.", visibility: .private))
  var measure = false

  private var gallery: GalleryFolder { GalleryFolder(URL(filePath: folder)) }

  func run() throws {
    guard !measure else { return try figures() }
    if !FileManager.default.fileExists(atPath: folder) { try make() }
    // Brings the file into the page cache.
    let file = try FileHandle(forReadingFrom: URL(filePath: folder + "/embeddings.f32"))
    while let bytes = try file.read(upToCount: 16 << 20), !bytes.isEmpty {}
    let own = Process()
    own.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    own.arguments =
      ["million", folder, "--measure", "--dimension", "\(dimension)", "--rate", "\(rate)"]
      + ["--seconds", "\(seconds)", "--rounds", "\(rounds)"]
    try own.run()
    own.waitUntilExit()
    guard own.terminationStatus == 0 else { throw ExitCode.failure }
  }

  // MARK: Making

  private static let words = [
    "linen", "wool", "denim", "silk", "coat", "shirt", "dress", "skirt", "long", "wide",
  ]

  private func make() throws {
    let writer = try GalleryWriter(folder: gallery, dimension: dimension, fingerprint: "churn")
    var random = SplitMix64(seed: 7)
    let centres = (0..<1000).map { _ in gaussian(&random) }
    let together = 10_000
    for first in stride(from: 0, to: items, by: together) {
      let rows = Array(first..<min(first + together, items))
      let entries = rows.map { row in
        let (centre, noise) = (centres[random.below(centres.count)], gaussian(&random))
        let values = zip(centre, noise).map { $0 + 0.7 * $1 }
        let length = values.map { $0 * $0 }.reduce(0, +).squareRoot()
        return GalleryWriter.Entry(
          item: item(row, &random), embedding: values.map { $0 / length }, thumbnail: [1], source: "\(row)")
      }
      try writer.put(entries, rows: rows)
      FileHandle.standardError.write(Data("\(rows.count + first) items\n".utf8))
    }
  }

  private func item(_ row: Int, _ random: inout SplitMix64) -> Item {
    let labels = [
      ("category", 40), ("color", 20), ("gender", 3), ("material", 30), ("sleeve", 5), ("style", 100),
    ]
    .map { "\($0):Label \(random.below($1))" }
    let title = (0..<5).map { _ in MillionBenchmark.words[random.below(MillionBenchmark.words.count)] }
    // All thumbnails are one file: a million are not what is measured.
    return Item(
      id: "item-\(row)", title: title.joined(separator: " "), link: "https://shop.example/item/\(row)",
      labels: labels, region: Region.allCases[random.below(3)], box: nil, group: "product-\(row / 3)",
      numbers: ["price": Double(random.below(20_000)) / 100], thumbnail: "0/0.jpg", width: 320, height: 480)
  }

  /// The sum of some uniform numbers for each value: near enough to a normal distribution.
  private func gaussian(_ random: inout SplitMix64) -> [Float] {
    (0..<dimension).map { _ in
      let bits = random.next()
      let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
      return Float(sum) / 65536 - 2
    }
  }

  // MARK: Measuring

  private struct Figures: Encodable {
    let items: Int
    /// Seconds from nothing to ready, and of these of the CPU.
    let startSeconds: Double
    let startCPUSeconds: Double
    /// Bytes an item: of the mapped file, of the rest, and what was wished for at most: 1.3 × 5 d.
    let fileBytes: Double
    let otherBytes: Double
    let wishedBytes: Double
    /// Microseconds of a look whether the gallery has changed, when it hasn't: the least.
    let lookMicroseconds: Double
    /// Milliseconds of the first page with facets, and of one after it.
    let firstFacets: Double
    let facets: Double
    /// CPU milliseconds of a search, without and with additions: least and median of all; and the median of the ratios of
    /// neighbouring phases' medians.
    var aloneLeast = 0.0
    var aloneMedian = 0.0
    var addingLeast = 0.0
    var addingMedian = 0.0
    var ratio = 0.0
    /// Items that came meanwhile, and in how many seconds.
    var added = 0
    var addingSeconds = 0.0
  }

  private func figures() throws {
    let before = memory()
    let (start, cpu) = (ContinuousClock.now, clockSeconds(CLOCK_PROCESS_CPUTIME_ID))
    let opened = try Gallery(folder: gallery, fingerprint: "churn")
    let query = try opened.embedding(of: "item-0") ?? [Float](repeating: 0, count: dimension)
    _ = try opened.nearest(to: [query], count: 10)
    let (startSeconds, startCPU) = (
      (ContinuousClock.now - start) / .seconds(1), clockSeconds(CLOCK_PROCESS_CPUTIME_ID) - cpu
    )
    let after = memory()
    let count = Double(opened.count)
    var figures = Figures(
      items: opened.count, startSeconds: startSeconds, startCPUSeconds: startCPU,
      fileBytes: (after.file - before.file) / count, otherBytes: (after.other - before.other) / count,
      wishedBytes: 1.3 * 5 * Double(dimension), lookMicroseconds: try look(opened),
      firstFacets: try facets(opened), facets: try facets(opened))
    try measureSearch(from: opened, into: &figures)
    print(String(decoding: jsonBytes(figures), as: UTF8.self))
  }

  private func look(_ opened: Gallery) throws -> Double {
    try (0..<1000).map { _ in
      let start = ContinuousClock.now
      _ = try opened.refreshed()
      return (ContinuousClock.now - start) / .microseconds(1)
    }.min() ?? 0
  }

  private func facets(_ opened: Gallery) throws -> Double {
    let start = ContinuousClock.now
    _ = try opened.page(1, size: 48, filter: ItemFilter(region: .upper))
    return (ContinuousClock.now - start) / .milliseconds(1)
  }

  private func measureSearch(from opened: Gallery, into figures: inout Figures) throws {
    let shelf = Mutex(opened)
    let isOver = Atomic(false)
    try withoutActuallyEscaping({ [self] in watch(shelf, until: isOver) }) { body in
      let ended = DispatchSemaphore(value: 0)
      nonisolated(unsafe) let body = body  // it has returned before this block ends
      Thread.detachNewThread {
        body()
        ended.signal()
      }
      defer {
        isOver.store(true, ordering: .relaxed)
        ended.wait()
      }
      var (alone, adding): ([[Double]], [[Double]]) = ([], [])
      for round in 0..<rounds {
        alone.append(try phase(shelf))
        let (count, start) = (shelf.withLock(\.count), ContinuousClock.now)
        let churn = Process()
        churn.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        churn.arguments =
          ["churn", folder, "--adds-only", "--rate", "\(rate)", "--dimension", "\(dimension)"]
          + ["--seed", "\(Int(Date.now.timeIntervalSince1970) + round)", "--batch", "10"]
        churn.standardOutput = FileHandle.nullDevice
        try churn.run()
        adding.append(try phase(shelf))
        kill(churn.processIdentifier, SIGKILL)
        churn.waitUntilExit()
        figures.added += shelf.withLock(\.count) - count
        figures.addingSeconds += (ContinuousClock.now - start) / .seconds(1)
      }
      (figures.aloneLeast, figures.aloneMedian) = (alone.joined().min() ?? 0, median(Array(alone.joined())))
      (figures.addingLeast, figures.addingMedian) = (
        adding.joined().min() ?? 0, median(Array(adding.joined()))
      )
      figures.ratio = median(zip(alone, adding).map { median($1) / median($0) })
    }
  }

  /// Takes the newer snapshot, as a worker does.
  private func watch(_ shelf: borrowing Mutex<Gallery>, until isOver: borrowing Atomic<Bool>) {
    while !isOver.load(ordering: .relaxed) {
      do {
        let former = shelf.withLock { $0 }
        if let newer = try former.refreshed() { shelf.withLock { $0 = newer } }
      } catch {
        FileHandle.standardError.write(Data("\(error)\n".utf8))
      }
      Thread.sleep(forTimeInterval: 0.2)
    }
  }

  /// CPU milliseconds of the searches of one phase.
  private func phase(_ shelf: borrowing Mutex<Gallery>) throws -> [Double] {
    var times: [Double] = []
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      let gallery = shelf.withLock { $0 }
      // Items of the part that the writer made.
      let id = "item-\(times.count * 7919 % min(items, 20_000))"
      guard let query = try gallery.embedding(of: id) else {
        throw ValidationError("There is no item «\(id)».")
      }
      let start = clockSeconds(CLOCK_THREAD_CPUTIME_ID)
      _ = try gallery.nearest(to: [query], count: 10)
      times.append((clockSeconds(CLOCK_THREAD_CPUTIME_ID) - start) * 1e3)
    }
    return times
  }

  private func median(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.sorted()[values.count / 2] }

  /// Bytes of this process in memory: of mapped files, and the rest.
  private func memory() -> (file: Double, other: Double) {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    func bytes(_ key: String) -> Double {
      let line = status.split(separator: "\n").first { $0.hasPrefix(key + ":") }
      return 1024
        * (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) } ?? 0)
    }
    return (bytes("RssFile") + bytes("RssShmem"), bytes("RssAnon"))
  }
}
