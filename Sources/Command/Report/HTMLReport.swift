import Foundation

/// One self-contained HTML page: a title, sentences at its head, and sections. Light and dark, for screens from 320
/// pixels and for paper; no script and nothing from the network.
struct HTMLReport {
  /// A part of the page with a heading of its own.
  struct Section {
    let title: String
    /// What the reader should know before he looks: one or two sentences.
    let note: HTML
    let parts: [HTML]

    /// A section of `parts`: tables, figures, contact sheets.
    init(_ title: String, note: HTML = .empty, _ parts: [HTML]) {
      (self.title, self.note, self.parts) = (title, note, parts)
    }
  }

  let title: String
  /// Below the title: what was looked at, when, with what settings.
  let lede: HTML
  private(set) var sections: [Section] = []

  init(title: String, lede: HTML) { (self.title, self.lede) = (title, lede) }

  /// Puts `section` at the page's end.
  mutating func add(_ section: Section) { sections.append(section) }

  /// The page.
  var html: HTML {
    let contents = sections.enumerated().map { index, section in
      "<a href=\"#s\(index + 1)\">\(section.title)</a>" as HTML
    }
    let bodies = sections.enumerated().map { index, section -> HTML in
      let note: HTML = section.note.description.isEmpty ? .empty : "<p class=\"note\">\(section.note)</p>\n"
      return """
        <section id="s\(index + 1)">
        <h2>\(section.title)</h2>
        \(note)\(section.parts.joined("\n"))
        </section>

        """
    }
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <style>\(HTML(stringLiteral: HTMLReport.style))</style>
      </head>
      <body>
      <header><h1>\(title)</h1>
      <p class="lede">\(lede)</p>
      <nav aria-label="Contents">\(contents.joined(" "))</nav>
      </header>
      <main>
      \(bodies.joined())</main>
      </body>
      </html>

      """
  }

  /// Writes the page as `index.html` into `folder`, which is made when it isn't there, and returns its path.
  func write(to folder: URL) throws -> String {
    let file = folder.appending(path: "index.html")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(html.description.utf8).write(to: file, options: .atomic)
    } catch {
      throw FileFailure(path: file.path, reason: error.localizedDescription)
    }
    return file.path
  }
}
