import Testing

@testable import FCGIFront

@Suite struct MultipartBodyTests {
  private static let type = "multipart/form-data; boundary=XX"

  private func parts(_ body: [UInt8], type: String = Self.type) throws -> [(name: String, content: [UInt8])] {
    let form = try MultipartBody(body, boundary: MultipartBoundary(contentType: type))
    return form.parts.map { ($0.name, Array(body[$0.content])) }
  }

  private func refusal(_ body: [UInt8], type: String = Self.type) -> Problem? {
    #expect(throws: Problem.self) { try parts(body, type: type) }
  }

  private static func part(_ name: String, _ content: String) -> String {
    "--XX\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(content)\r\n"
  }

  @Test func `the parts are ranges of the one body`() throws {
    let image: [UInt8] = [0xFF, 0xD8, 0, 13, 10, 45, 45, 13, 10]
    let head = "--XX\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n"
    let body =
      Array((Self.part("top", "5") + head + "Content-Type: image/jpeg\r\n\r\n").utf8) + image
      + Array("\r\n--XX--\r\n".utf8)
    let parts = try parts(body)
    #expect(parts.map(\.name) == ["top", "image"])
    #expect(parts.map(\.content) == [Array("5".utf8), image])
  }

  private static let odd: [(String, String, [String: String])] = [
    ("empty content", "\(part("a", ""))--XX--", ["a": ""]),
    ("no line break at the end", "\(part("a", "1"))--XX--", ["a": "1"]),
    ("words after the end", "\(part("a", "1"))--XX--\r\nepilogue", ["a": "1"]),
    ("spaces after a boundary", "--XX \t\r\n\(part("a", "1").dropFirst(5))--XX--", ["a": "1"]),
    ("a longer word than the boundary", "\(part("a", "1\r\n--XXY\r\n2"))--XX--", ["a": "1\r\n--XXY\r\n2"]),
    (
      "half a boundary at a line's end", "\(part("a", "\r\n\r\n--X\r\r\n"))--XX--", ["a": "\r\n\r\n--X\r\r\n"]
    ),
    ("two parts of a name", "\(part("a", "1"))\(part("b", "2"))--XX--", ["a": "1", "b": "2"]),
    ("no part at all", "--XX--\r\n", [:]),
    (
      "lower case and other fields",
      "--XX\r\ncontent-type: text/plain\r\ncontent-disposition:form-data;name=a\r\n\r\n1\r\n--XX--",
      ["a": "1"]
    ),
    (
      "quotes inside of quotes",
      "--XX\r\nContent-Disposition: form-data; name=\"a\\\"b\"\r\n\r\n1\r\n--XX--", ["a\"b": "1"]
    ),
    (
      "a file's name with a semicolon",
      "--XX\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x; name=b\"\r\n\r\n1\r\n--XX--",
      ["a": "1"]
    ),
    (
      "plain bytes, said aloud",
      "--XX\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: binary\r\n\r\n1\r\n--XX--",
      ["a": "1"]
    ),
  ]

  @Test(arguments: odd)
  func `an odd but well-formed body is read`(_ name: String, text: String, fields: [String: String]) throws {
    let parts = try parts(Array(text.utf8))
    let read = parts.map { ($0.name, String(decoding: $0.content, as: UTF8.self)) }
    #expect(Dictionary(uniqueKeysWithValues: read) == fields)
  }

  private static let malformed: [(String, String)] = [
    ("", "doesn't begin with its boundary"),
    ("preamble\r\n\(part("a", "1"))--XX--", "doesn't begin with its boundary"),
    ("--XX", "not followed by CRLF or '--'"),
    ("--XX\n\(part("a", "1").dropFirst(5))", "not followed by CRLF or '--'"),
    ("--XXY\r\n\r\n--XXY--", "not followed by CRLF or '--'"),
    (part("a", "1"), "last boundary is missing"),
    ("\(part("a", "1"))--X", "last boundary is missing"),
    ("\(part("a", "1"))--XX", "not followed by CRLF or '--'"),
    ("\(part("a", "1"))--XX-", "not followed by CRLF or '--'"),
    ("\(part("a", "1"))--XX\r\n", "ends inside of a part's header"),
    ("--XX\r\n\r\n1\r\n--XX--", "no Content-Disposition"),
    ("--XX\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--XX--", "not 'form-data' with a name"),
    ("--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--", "not 'form-data' with a name"),
    ("--XX\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n--XX--", "not 'form-data' with a name"),
    ("--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--XX--", "not 'form-data' with a name"),
    (
      "--XX\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n1\r\n--XX--",
      "not 'form-data' with a name"
    ),
    ("--XX\r\nContent-Disposition form-data\r\n\r\n1\r\n--XX--", "has no ':'"),
    ("--XX\r\nContent-Disposition: form-data; name=a\n\n1\r\n--XX--", "LF instead of CRLF"),
    ("--XX\r\nContent-Disposition: form-data; name=a\0\r\n\r\n1\r\n--XX--", "not UTF-8 text"),
    (
      "--XX\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\n1\r\n--XX--",
      "two Content-Disposition"
    ),
    (
      "--XX\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nMQ==\r\n--XX--",
      "Content-Transfer-Encoding"
    ),
    ("--XX\r\nX: " + String(repeating: "x", count: 9000) + "\r\n\r\n1\r\n--XX--", "longer than 8192 bytes"),
    (String(repeating: part("a", "1"), count: 65) + "--XX--", "more than 64 parts"),
  ]

  @Test(arguments: malformed)
  func `a malformed body is refused in a sentence`(_ text: String, words: String) {
    let problem = refusal(Array(text.utf8))
    #expect(problem?.code == .badMultipart)
    #expect(problem?.detail.contains(words) == true, "\(problem?.detail ?? "")")
  }

  @Test func `a header that is not UTF-8 is refused`() {
    let body =
      Array("--XX\r\nContent-Disposition: form-data; name=\"".utf8) + [0xC3, 0x28] + Array("\"\r\n\r\n".utf8)
    #expect(refusal(body)?.detail == "A multipart header is not UTF-8 text.")
  }

  @Test func `every beginning of a body is refused and none ends the program`() {
    let body = Array((Self.part("a", "1") + Self.part("image", "\r\n--X") + "--XX--").utf8)
    for count in 0..<body.count { #expect(throws: Problem.self) { try parts(Array(body.prefix(count))) } }
  }

  @Test(arguments: [
    ("multipart/form-data; boundary=abc", "abc"),
    ("Multipart/Form-Data; charset=utf-8; Boundary=\"a b'\"", "a b'"),
    ("multipart/form-data;boundary=" + String(repeating: "x", count: 70), String(repeating: "x", count: 70)),
  ])
  func `a boundary is read from the Content-Type`(_ type: String, boundary: String) throws {
    #expect(MultipartBoundary.isMultipart(type))
    #expect(try MultipartBoundary(contentType: type).text == boundary)
  }

  @Test(arguments: [
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
    "multipart/form-data; boundary=\"a", "multipart/form-data; boundary=a; boundary=b",
    "multipart/form-data; boundary=\"a \"", "multipart/form-data; boundary=a<b",
    "multipart/form-data; boundary=ä", "multipart/form-data; boundary",
    "multipart/form-data; boundary=" + String(repeating: "x", count: 71),
  ])
  func `an unusable boundary is refused`(_ type: String) {
    #expect(throws: Problem.self) { try MultipartBoundary(contentType: type) }
  }
}
