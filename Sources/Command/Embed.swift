import ArgumentParser
import Core
import Foundation

struct Embed: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the embeddings of the garments in photos as a NumPy array.",
    discussion: """
      FILE.npy gets n × d float32, a row a garment, each of length 1. FILE.jsonl gets a line a row: image, box, region \
      and attributes.
      """)

  @Argument(help: "JPEG, PNG or WebP images.")
  var images: [String]
  @Option(help: ArgumentHelp("The array's file, ending in .npy.", valueName: "file.npy"))
  var output: String
  @Flag(help: "Embed whole pictures instead of the garments in them.")
  var whole = false
  @OptionGroup var models: ModelOptions

  func validate() throws {
    guard output.hasSuffix(".npy") else { throw ValidationError("--output takes a file that ends in .npy.") }
  }

  private struct Line: Encodable {
    let image: String
    let box: Box
    let region: Region?
    let attributes: [AttributeDocument]
  }

  func run() throws {
    let networks = try models.load()
    var engine = try SearchEngine(networks: networks)
    var rows: [Float] = []
    var lines: [UInt8] = []
    var failures = 0
    for image in images {
      do {
        let picture = try withFile(image) { try engine.decode($0) }
        let detections =
          whole ? [Detection(region: nil, score: 1, box: .whole)] : try engine.find(in: picture).detections
        let embedded = try engine.embed(detections.map(\.box), of: picture)
        for (detection, garment) in zip(detections, embedded) {
          rows += garment.embedding
          let attributes = garment.attributes.map(AttributeDocument.init)
          lines += jsonBytes(
            Line(image: image, box: detection.box, region: detection.region, attributes: attributes))
          lines.append(UInt8(ascii: "\n"))
        }
      } catch let error where !(error is ModelError) {
        failures += 1
        report("\(image): \(error)")
      }
    }
    let dimension = networks.manifest.embedder.dimension
    try write(NumPyFile.bytes(rows, columns: dimension), to: output)
    try write(Data(lines), to: String(output.dropLast(4)) + ".jsonl")
    report("\(rows.count / dimension) × \(dimension) float32 in \(output)")
    if failures > 0 { throw ExitCode.failure }
  }

  private func write(_ data: Data, to path: String) throws {
    do { try data.write(to: URL(filePath: path)) } catch {
      throw FileFailure(path: path, reason: error.localizedDescription)
    }
  }
}

/// NumPy's array file, version 1.0 (numpy.lib.format).
enum NumPyFile {
  /// The bytes of an array of float32, row-major, with `columns` columns.
  static func bytes(_ values: [Float], columns: Int) -> Data {
    let shape = "(\(values.count / columns), \(columns))"
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }"
    // Magic (6), version (2), length (2) and header together fill whole blocks of 64 bytes and end with a new line.
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    let length = UInt16(header.utf8.count)
    var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)])
    data.append(Data(header.utf8))
    values.withUnsafeBytes { data.append(contentsOf: $0) }
    return data
  }
}
