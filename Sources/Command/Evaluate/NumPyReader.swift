import Foundation

extension NumPyFile {
  /// The array in the file at `path`: n × d float32, row-major, all values finite. Throws `FileFailure` for any other.
  static func read(_ path: String) throws -> (values: [Float], rows: Int, columns: Int) {
    func refuse(_ reason: String) -> FileFailure { FileFailure(path: path, reason: reason) }
    let data: Data
    do { data = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped) } catch {
      let isThere = FileManager.default.fileExists(atPath: path)
      throw refuse(isThere ? error.localizedDescription : "there is no such file")
    }
    // Magic, version and the header's length: numpy.lib.format.
    guard data.count >= 12, data.prefix(6) == Data([0x93] + Array("NUMPY".utf8)) else {
      throw refuse("it is no array of NumPy's (.npy)")
    }
    let lengthBytes = data[6] == 1 ? 2 : 4
    guard (1...3).contains(data[6]) else {
      throw refuse("its version \(data[6]) of the .npy format is unknown")
    }
    let length = (0..<lengthBytes).reduce(0) { $0 | Int(data[8 + $1]) << (8 * $1) }
    let start = 8 + lengthBytes + length
    guard start <= data.count else { throw refuse("it is cut short in its header") }
    let header = String(decoding: data[(8 + lengthBytes)..<start], as: UTF8.self)

    let type = header.firstMatch(of: /'descr': *'([^']*)'/)?.1 ?? "an array of records"
    guard type == "<f4" else {
      throw refuse("it holds \(type) instead of float32 (<f4): save it after .astype(\"float32\")")
    }
    guard header.contains(/'fortran_order': *False/) else {
      throw refuse("its order is not row-major: save it after numpy.ascontiguousarray()")
    }
    guard let shape = header.firstMatch(of: /'shape': *\((\d+), *(\d+)\)/), let rows = Int(shape.1),
      let columns = Int(shape.2), rows > 0, columns > 0
    else { throw refuse("its shape is not (n, d): an embedding a row is needed") }
    let (count, isTooLarge) = rows.multipliedReportingOverflow(by: columns)
    guard !isTooLarge, (data.count - start) / 4 == count, (data.count - start) % 4 == 0 else {
      throw refuse("its header says \(rows) × \(columns), and \(data.count - start) bytes follow")
    }

    var values = [Float](repeating: 0, count: count)
    values.withUnsafeMutableBytes { _ = data.copyBytes(to: $0, from: start..<data.count) }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw refuse("row \(bad / columns) (from 0) has a value that is not a number")
    }
    return (values, rows, columns)
  }
}
