import Core
import Foundation

/// Writes `document` as `report.json` into the folder `report`, which is made when it isn't there.
func writeJSON(_ document: some Encodable, to report: URL) throws {
  let file = report.appending(path: "report.json")
  do {
    try FileManager.default.createDirectory(at: report, withIntermediateDirectories: true)
    try Data(jsonBytes(document)).write(to: file, options: .atomic)
  } catch {
    throw FileFailure(path: file.path, reason: error.localizedDescription)
  }
}
