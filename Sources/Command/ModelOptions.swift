import ArgumentParser
import Core
import Foundation

/// Where the networks lie, and how many cores to use.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder with models.json. Without it: the gallery's own, or the folder «models» beside the program or above it.",
      valueName: "folder"))
  var models: String?

  /// The networks, compiled for `lanes` requests at a time.
  func load(lanes: Int = 1) throws -> Networks {
    try Networks(folder: folder(), threads: EngineThreads(streams: lanes, threads: lanes))
  }

  /// The networks for a gallery: those that were named, or its own, or the product's.
  func load(for gallery: GalleryFolder, lanes: Int = 1) throws -> Networks {
    let folder = models == nil ? try gallery.ownModels ?? self.folder() : try self.folder()
    return try Networks(folder: folder, threads: EngineThreads(streams: lanes, threads: lanes))
  }

  /// The folder of the networks.
  func folder() throws -> URL {
    if let models { return URL(filePath: models) }
    return try ModelOptions.defaultFolder()
  }

  /// The folder «models» beside the program or above it.
  static func defaultFolder() throws -> URL {
    let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let executable =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      .map { URL(filePath: $0) } ?? program
    var above = executable.deletingLastPathComponent()
    while above.path != "/" {
      let candidate = above.appending(path: "models")
      if FileManager.default.fileExists(atPath: candidate.appending(path: "models.json").path) {
        return candidate
      }
      above.deleteLastPathComponent()
    }
    throw ValidationError("There is no folder «models» beside or above the program: name one with --models.")
  }
}

/// Prints one line to standard error: what is for people while standard output is for results.
func report(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}

/// Prints bytes and a line's end to standard output.
func printLine(_ bytes: [UInt8]) {
  FileHandle.standardOutput.write(Data(bytes + [UInt8(ascii: "\n")]))
}

/// Calls `body` with all bytes of the file at `path`.
func withFile<Value>(_ path: String, _ body: (UnsafeRawBufferPointer) throws -> Value) throws -> Value {
  let data: Data
  do { data = try Data(contentsOf: URL(filePath: path)) } catch {
    let isThere = FileManager.default.fileExists(atPath: path)
    throw FileFailure(path: path, reason: isThere ? error.localizedDescription : "there is no such file")
  }
  return try data.withUnsafeBytes(body)
}

/// A file that can't be read or written.
struct FileFailure: Error, CustomStringConvertible {
  let path: String
  let reason: String
  var description: String { "\(path): \(reason)." }
}
