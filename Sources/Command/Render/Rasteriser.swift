import Core
import Foundation

/// Turns SVG documents into JPEG files with librsvg's `rsvg-convert`: a few processes at a time, all waited for on the
/// caller's thread, the oldest first. Owns a scratch folder, which is removed with it.
struct Rasteriser: ~Copyable {
  enum Failure: Error, CustomStringConvertible {
    case notInstalled
    case refused(picture: String, reason: String)

    var description: String {
      switch self {
      case .notInstalled:
        "the pictures are drawn by rsvg-convert, which is not installed: apt-get install librsvg2-bin"
      case .refused(let picture, let reason): "rsvg-convert could not draw \(picture): \(reason)"
      }
    }
  }

  /// A process at work and the file that its picture is meant for.
  private struct Running {
    let process: Process
    let complaint: Pipe
    let svg: URL
    let png: URL
    let target: URL
  }

  private let tool: URL
  private let width: Int
  private let lanes: Int
  private let scratch: URL
  private let decoder: ImageDecoder
  private let encoder: JPEGEncoder
  private var running: [Running] = []
  /// Pictures that are written.
  private(set) var done = 0

  /// `width` is that of the pictures in pixels; `path` lists the folders that are searched for the tool.
  init(width: Int, lanes: Int, path: String = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin")
    throws
  {
    let places = path.split(separator: ":").map { "\($0)/rsvg-convert" }
    guard let found = places.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
      throw Failure.notInstalled
    }
    let scratch = FileManager.default.temporaryDirectory.appending(
      path: "ifashion-render-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    tool = URL(filePath: found)
    self.width = width
    self.lanes = lanes
    self.scratch = scratch
    decoder = ImageDecoder()
    encoder = JPEGEncoder()
  }

  deinit {
    for one in running where one.process.isRunning { one.process.terminate() }
    // What stays behind after a failed removal lies in the temporary folder and is the system's to clear.
    try? FileManager.default.removeItem(at: scratch)
  }

  /// Starts on one picture; waits for the oldest when all lanes are taken.
  mutating func draw(_ svg: String, to target: URL) throws {
    if running.count >= lanes { try finishOldest() }
    let name = target.deletingPathExtension().lastPathComponent
    let one = Running(
      process: Process(), complaint: Pipe(), svg: scratch.appending(path: "\(name).svg"),
      png: scratch.appending(path: "\(name).png"), target: target)
    try Data(svg.utf8).write(to: one.svg)
    one.process.executableURL = tool
    one.process.arguments = [
      "--width", "\(width)", "--keep-aspect-ratio", "--output", one.png.path, one.svg.path,
    ]
    one.process.standardInput = FileHandle.nullDevice
    one.process.standardOutput = FileHandle.nullDevice
    one.process.standardError = one.complaint
    try one.process.run()
    running.append(one)
  }

  /// Waits for every picture that was started.
  mutating func finish() throws {
    while !running.isEmpty { try finishOldest() }
  }

  private mutating func finishOldest() throws {
    let one = running.removeFirst()
    let complaint = try one.complaint.fileHandleForReading.readToEnd() ?? Data()
    one.process.waitUntilExit()
    guard one.process.terminationReason == .exit, one.process.terminationStatus == 0 else {
      let words = String(decoding: complaint, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      throw Failure.refused(
        picture: one.target.lastPathComponent,
        reason: words.isEmpty ? "it ended with status \(one.process.terminationStatus)" : words)
    }
    // JPEG, because the cloth's grain makes the same picture some six times larger as PNG.
    let picture = try Data(contentsOf: one.png).withUnsafeBytes { try decoder.decode($0, longSide: .max) }
    try Data(encoder.encode(picture, quality: 88)).write(to: one.target)
    try FileManager.default.removeItem(at: one.svg)
    try FileManager.default.removeItem(at: one.png)
    done += 1
  }
}
