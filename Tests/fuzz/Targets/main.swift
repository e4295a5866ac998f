import CFuzzer
import Foundation

// FUZZ_TARGET says what is fuzzed. With FUZZ_SEEDS, a folder, seeds are written there and nothing else is done. All
// arguments are libFuzzer's.

let environment = ProcessInfo.processInfo.environment
guard let target = environment["FUZZ_TARGET"].flatMap(FuzzTarget.init(rawValue:)) else {
  print("FUZZ_TARGET must be one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")).")
  exit(2)
}
if let folder = environment["FUZZ_SEEDS"] {
  for (number, seed) in try target.seeds().enumerated() {
    try Data(seed).write(to: URL(filePath: folder).appending(path: "\(target.rawValue)-\(number)"))
  }
  exit(0)
}
let run = try target.prepared()
nonisolated(unsafe) let body = run
var count = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
exit(
  LLVMFuzzerRunDriver(&count, &arguments) { data, size in
    body([UInt8](UnsafeBufferPointer(start: data, count: size)))
    return 0
  })
