import Foundation
import TestSupport
import Testing

@Suite struct NginxTests {
  @Test func `the configuration of script-server passes nginx's own test`() throws {
    let folder = try TemporaryFolder()
    let configuration = try NginxConfiguration(folder: folder)
    #expect(!configuration.text.contains("@"), "a word of the template is not filled in")
    for path in [folder.path(of: "written.conf"), configuration.path] {
      let nginx = try ChildProcess("/usr/sbin/nginx", ["-t", "-c", path, "-e", folder.path(of: "nginx.log")])
      #expect(try nginx.wait() == 0, "\(nginx.output)")
      try eventually("the verdict") { nginx.output.contains("test is successful") }
      #expect(!nginx.output.contains("[warn]"), "\(nginx.output)")
    }
  }

  @Test func `the site for Debian's nginx passes nginx's own test`() throws {
    let folder = try TemporaryFolder()
    let site = try String(contentsOfFile: "\(Repository.root)/nginx/ifashion.site", encoding: .utf8)
    let main = """
      pid \(folder.path)/pid;
      events { }
      http {
        include /etc/nginx/mime.types;
        client_body_temp_path \(folder.path)/body;
        fastcgi_temp_path \(folder.path)/fastcgi;
        proxy_temp_path \(folder.path)/proxy;
        uwsgi_temp_path \(folder.path)/uwsgi;
        scgi_temp_path \(folder.path)/scgi;
        \(site.replacing("include ifashion/", with: "include \(Repository.root)/nginx/")
          .replacing("listen 80;", with: "listen unix:\(folder.path)/site.sock;")
          .replacing("listen [::]:80;", with: ""))
      }
      """
    try main.write(toFile: folder.path(of: "nginx.conf"), atomically: true, encoding: .utf8)
    let nginx = try ChildProcess(
      "/usr/sbin/nginx", ["-t", "-c", folder.path(of: "nginx.conf"), "-e", folder.path(of: "nginx.log")])
    #expect(try nginx.wait() == 0, "\(nginx.output)")
  }

  @Test(arguments: ["a b", "a;b", "a|b", "a{b", "$x"])
  func `a path that would break the configuration is refused`(_ path: String) throws {
    let script = try ChildProcess(
      "\(Repository.root)/script/nginx-conf",
      ["--port", "1", "--state", path, "--gallery", "g", "--front", "f"])
    #expect(try script.wait() == 2)
  }

  @Test func `every answer has the security headers, and thumbnails are kept by browsers`() throws {
    let front = try RunningFront()
    let picture = Data([1, 2, 3])
    try picture.write(to: URL(fileURLWithPath: front.folder.path(of: "gallery/thumbnails/ab/abcd.jpg")))
    let thumbnail = try front.send("GET", "/gallery/thumbnails/ab/abcd.jpg")
    #expect(thumbnail.status == 200)
    #expect(thumbnail.headers["content-type"] == "image/jpeg")
    #expect(thumbnail.headers["cache-control"] == "max-age=2592000")
    let description = try front.send("GET", "/openapi.yaml")
    #expect(description.headers["content-type"] == "application/yaml")
    #expect(description.headers["cache-control"] == "no-cache")
    for answer in [
      thumbnail, description, try front.send("GET", "/healthz"), try front.send("GET", "/nothing"),
      try front.send("GET", "/gallery/thumbnails/ab/none.jpg"), try front.send("PUT", "/api/v1/items"),
    ] {
      #expect(
        answer.headers["content-security-policy"]?.hasPrefix("default-src 'none'; script-src 'self'") == true)
      #expect(answer.headers["x-content-type-options"] == "nosniff")
      #expect(answer.headers["referrer-policy"] == "no-referrer")
    }
    #expect(try front.send("GET", "/gallery/thumbnails/../../nginx.conf").status == 404)
    #expect(try front.send("GET", "/gallery/gallery.sqlite").status == 404)
  }

  @Test func `a body that is too large is refused as a problem document`() throws {
    let front = try RunningFront()
    let large = try front.post([UInt8](repeating: 0, count: 12 << 20 | 1))
    #expect(large.status == 413)
    #expect(large["code"] as? String == "image_too_large")
    #expect(large.headers["content-type"] == "application/problem+json")
    let largest = try front.post(SampleImages.png() + [UInt8](repeating: 0, count: (12 << 20) - 37))
    #expect(largest.status == 202 || largest["code"] as? String == "image_too_large", "\(largest)")
  }
}
