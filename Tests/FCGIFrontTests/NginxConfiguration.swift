import Foundation
import TestSupport

/// What `script/nginx-conf` writes, in a folder, but listening on a Unix socket: a free port can be taken by another
/// test before nginx has it.
struct NginxConfiguration {
  /// Where the configuration stands.
  let path: String
  /// Its text as the script wrote it.
  let text: String

  /// Fills the template in for `folder` and makes the folders it names.
  init(folder: TemporaryFolder) throws {
    for name in ["run", "log", "nginx", "gallery/thumbnails/ab"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(of: name), withIntermediateDirectories: true)
    }
    let script = try ChildProcess(
      "/bin/bash",
      [
        "-c", "\(Repository.root)/script/nginx-conf \"$@\" > \"$0\"", folder.path(of: "written.conf"),
        "--port", "8080", "--state",
        folder.path, "--gallery", folder.path(of: "gallery"), "--front", folder.path(of: "front.sock"),
      ])
    guard try script.wait() == 0 else { throw Broken(description: script.output) }
    text = try String(contentsOfFile: folder.path(of: "written.conf"), encoding: .utf8)
    path = folder.path(of: "nginx.conf")
    try text.replacing("listen 127.0.0.1:8080;", with: "listen unix:\(folder.path(of: "nginx.sock"));")
      .write(toFile: path, atomically: true, encoding: .utf8)
  }
}
