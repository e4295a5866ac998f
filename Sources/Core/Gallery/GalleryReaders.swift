import Dispatch
import Foundation
import GRDB
import Synchronization

/// Connections that read the gallery's database, as many as threads may read at a time.
///
/// All are opened at the start: later, another gallery may stand in the folder. Thread Safety: any thread may read; it waits
/// only while all connections are in use.
final class GalleryReaders: Sendable {
  private let free: Mutex<[DatabaseQueue]>
  private let available: DispatchSemaphore
  private let path: String

  /// Opens the database in `folder`. One of an earlier schema is brought to the present one first.
  init(_ folder: GalleryFolder) throws(GalleryError) {
    path = folder.url.path
    let count = min(ProcessInfo.processInfo.activeProcessorCount, 15) + 1
    available = DispatchSemaphore(value: count)
    guard FileManager.default.fileExists(atPath: folder.database.path) else { throw .missing(path: path) }
    var queues: [DatabaseQueue] = []
    do {
      let deadline = ContinuousClock.now + GalleryUpgrade.patience
      while try !GalleryReaders.isPresent(GalleryReaders.opened(folder), path: path) {
        // While another program writes, it may be doing the same.
        if try !GalleryUpgrade.run(folder) {
          guard ContinuousClock.now < deadline else { throw GalleryError.busy(path: path) }
          usleep(20_000)
        }
      }
      for _ in 0..<count {
        let queue = try GalleryReaders.opened(folder)
        // The log beside the file is opened by the first to read.
        _ = try queue.read { try GalleryState.number("generation", in: $0) }
        queues.append(queue)
      }
    } catch let error as GalleryError {
      throw error
    } catch {
      // SQLite keeps what readers and writers share in a file beside the database.
      let isWritable = access(path, W_OK) == 0
      throw .storage(
        path: path,
        reason: isWritable ? "\(error)" : "this user must be allowed to write to the folder, too: \(error)")
    }
    free = Mutex(queues)
  }

  private static func opened(_ folder: GalleryFolder) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    return try DatabaseQueue(path: folder.database.path, configuration: configuration)
  }

  /// Whether the database has the present schema; throws for a later one.
  private static func isPresent(_ queue: DatabaseQueue, path: String) throws -> Bool {
    try queue.read { database in
      guard try !GallerySchema.migrations.hasBeenSuperseded(database) else {
        throw GalleryError.newer(path: path)
      }
      return try GallerySchema.migrations.hasCompletedMigrations(database)
    }
  }

  /// Runs `work` on a connection, in one transaction: all that it reads is of the same moment.
  func read<R>(_ work: (Database) throws -> R) throws(GalleryError) -> R {
    available.wait()
    let queue = free.withLock { $0.removeLast() }
    defer {
      free.withLock { $0.append(queue) }
      available.signal()
    }
    do { return try queue.read(work) } catch { throw .storage(path: path, reason: "\(error)") }
  }
}

/// Brings the database of a gallery to the present schema: the first program that opens it does so, once.
enum GalleryUpgrade {
  /// How long another program may take to do the same, or to write.
  static let patience = Duration.seconds(60)

  /// Returns false while another program writes: then nothing was done.
  static func run(_ folder: GalleryFolder) throws(GalleryError) -> Bool {
    do {
      let lock = try folder.openLocked()
      defer { close(lock) }
      _ = try GalleryDatabase(folder)
      return true
    } catch {
      if case .busy = error { return false }
      throw .outdated(path: folder.url.path, reason: error.description)
    }
  }
}

extension GalleryReaders {
  /// All items in the order of their rows. Reads them all.
  func livingItems() throws(GalleryError) -> [StoredItem] {
    try read { try StoredItem.filter(Column("removed") == 0).order(Column("row")).fetchAll($0) }
  }
}
