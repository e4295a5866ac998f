import Foundation
import TestSupport
import Testing

@testable import Command

@Suite struct NumPyReaderTests {
  private func file(_ header: String, _ values: [Float] = [1, 2, 3, 4, 5, 6]) -> Data {
    var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0])
    data.append(Data(header.utf8))
    values.withUnsafeBytes { data.append(contentsOf: $0) }
    return data
  }

  private func refusal(_ data: Data) throws -> String {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "rows.npy")
    try data.write(to: URL(filePath: path))
    return try #require(throws: FileFailure.self) { _ = try NumPyFile.read(path) }.reason
  }

  private static let good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n"

  @Test func `what is written is read`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "rows.npy")
    try NumPyFile.bytes([1, -2, 3, 4, 0.5, 6], columns: 3).write(to: URL(filePath: path))
    let array = try NumPyFile.read(path)
    #expect(array.values == [1, -2, 3, 4, 0.5, 6] && array.rows == 2 && array.columns == 3)
  }

  @Test(arguments: [
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n", "<f8 instead of float32"),
    ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,), }\n", "an array of records instead"),
    ("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }\n", "not row-major"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }\n", "its shape is not (n, d)"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3), }\n", "its shape is not (n, d)"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 3), }\n", "3 × 3, and 24 bytes follow"),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }\n",
      "and 24 bytes follow"
    ),
  ])
  func `another array is refused in words`(header: String, sentence: String) throws {
    let reason = try refusal(file(header))
    #expect(reason.contains(sentence), "\(reason)")
  }

  @Test func `cut short, foreign and not finite`() throws {
    #expect(try refusal(Data("image,label\n1,2\n".utf8)).contains("no array of NumPy's"))
    #expect(try refusal(Data()).contains("no array of NumPy's"))
    #expect(try refusal(file(Self.good).prefix(40)).contains("cut short in its header"))
    #expect(try refusal(file(Self.good).dropLast(1)).contains("2 × 3, and 23 bytes follow"))
    #expect(try refusal(file(Self.good, [1, 2, 3, 4, .nan, 6])).contains("row 1 (from 0)"))
  }
}
