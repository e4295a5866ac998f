import Foundation
import TestSupport
import Testing

struct ChildProcessTests {
  @Test func `a program hears SIGTERM, whatever the thread that started it blocks`() throws {
    let child = try ChildProcess("/bin/sh", ["-c", "echo ready; exec sleep 1000"])
    try eventually("the program's output") { child.output == "ready\n" }
    child.kill(SIGTERM)
    #expect(try child.wait() == -SIGTERM)
  }

  @Test func `a program's exit status and output are kept`() throws {
    let child = try ChildProcess("/bin/sh", ["-c", "echo $WORD >&2; exit 3"], environment: ["WORD": "out"])
    #expect(try child.wait() == 3)
    #expect(child.output == "out\n")
  }
}
