import Foundation
import TestSupport
import Testing

@testable import FCGIFront

/// `static/openapi.yaml` and the code say the same.
@Suite struct InterfaceDescriptionTests {
  private func description() throws -> String {
    try String(contentsOfFile: "\(Repository.root)/static/openapi.yaml", encoding: .utf8)
  }

  @Test func `every problem's code is described`() throws {
    let text = try description()
    for code in ProblemCode.allCases { #expect(text.contains("\n        - \(code.rawValue)\n"), "\(code)") }
  }

  @Test func `every path that is described is a resource, with the methods that are described`() throws {
    let text = try description()
    let paths = text.matches(of: /(?m)^  (\/[^:]*):\n((?:    .*\n)*)/)
    #expect(paths.count == 12)
    for path in paths {
      let segments = path.1.split(separator: "/").map {
        $0 == "{id}" ? "0123456789abcdef0123456789abcdef" : String($0)
      }
      let route = try Route(segments)
      let methods = path.2.matches(of: /(?m)^    (get|post|delete|put):$/).map { $0.1.uppercased() }
      // HEAD comes with GET and isn't written down.
      #expect(Set(methods) == Set(route.methods.filter { $0 != .head }.map(\.rawValue)), "\(path.1)")
    }
  }
}
