// swift-tools-version: 6.2
import PackageDescription

// The part of the package that `script/sanitize` builds under sanitizers: all but Core and what needs it. Core's own code
// runs under AddressSanitizer in `script/fuzz`, its kernels in `script/kernels`.

let package = Package(
  name: "ifashion",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "ifashion-front", targets: ["FCGIFront"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    .systemLibrary(name: "CFastCGI"),
    .systemLibrary(name: "CHiredis"),
    .target(name: "Daemon"),
    .target(name: "Queue", dependencies: ["CHiredis"], resources: [.embedInCode("queue.lua")]),
    .executableTarget(
      name: "FCGIFront",
      dependencies: [
        "CFastCGI", "Daemon", "Queue", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .target(name: "TestSupport", dependencies: ["Queue"], path: "Tests/TestSupport"),
    .testTarget(name: "QueueTests", dependencies: ["Queue", "TestSupport"]),
    .testTarget(name: "DaemonTests", dependencies: ["Daemon", "TestSupport"]),
    .testTarget(name: "FCGIFrontTests", dependencies: ["FCGIFront", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
