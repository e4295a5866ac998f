// swift-tools-version: 6.2
import PackageDescription

// The program of `script/fuzz`: our own code with counters for what was reached (libFuzzer) and AddressSanitizer.
// Libraries, GRDB's too, are as everywhere else.

let root = "\(Context.packageDirectory)/../.."
let engineLibraries = "\(root)/.deps/openvino/lib"

let reached: [SwiftSetting] = [.unsafeFlags(["-O", "-sanitize=fuzzer,address"])]
let reachedInC: [CSetting] = [
  .unsafeFlags(["-std=c11", "-O2", "-g", "-fsanitize=fuzzer-no-link,address"])
]

let package = Package(
  name: "ifashion-fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
  ],
  targets: [
    .systemLibrary(name: "CExchange", path: "Sources/CExchange"),
    .systemLibrary(name: "CFastCGI", path: "Sources/CFastCGI"),
    .systemLibrary(name: "CHiredis", path: "Sources/CHiredis"),
    .systemLibrary(name: "COpenBLAS", path: "Sources/COpenBLAS"),
    .systemLibrary(name: "CTurboJPEG", path: "Sources/CTurboJPEG"),
    .systemLibrary(name: "CSpng", path: "Sources/CSpng"),
    .systemLibrary(name: "CWebP", path: "Sources/CWebP"),
    .systemLibrary(name: "CFuzzer", path: "CFuzzer"),
    .target(name: "CKernels", path: "Sources/CKernels", cSettings: reachedInC),
    .target(
      name: "COpenVINO", path: "Sources/COpenVINO",
      linkerSettings: [
        .unsafeFlags(["-L", engineLibraries, "-Xlinker", "-rpath", "-Xlinker", engineLibraries])
      ]
    ),
    .target(
      name: "Core",
      dependencies: [
        "CExchange", "CKernels", "COpenBLAS", "COpenVINO", "CSpng", "CTurboJPEG", "CWebP",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "SwiftCSV", package: "SwiftCSV"),
      ],
      path: "Sources/Core", swiftSettings: reached),
    .target(
      name: "Queue", dependencies: ["CHiredis"], path: "Sources/Queue",
      resources: [.embedInCode("queue.lua")], swiftSettings: reached),
    .target(name: "Daemon", path: "Sources/Daemon", swiftSettings: reached),
    // Without their `@main`: libFuzzer calls.
    .target(
      name: "FCGIFront",
      dependencies: [
        "CFastCGI", "Daemon", "Queue", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Sources/FCGIFront", exclude: ["Front.swift"], swiftSettings: reached),
    .target(
      name: "Worker", dependencies: ["Core", "Queue"],
      path: "Sources/Worker", sources: ["LoggedItem+Entry.swift"], swiftSettings: reached),
    .executableTarget(
      name: "fuzz", dependencies: ["CFuzzer", "Core", "FCGIFront", "Queue", "Worker"], path: "Targets",
      swiftSettings: reached,
      linkerSettings: [
        .unsafeFlags([
          "-sanitize=address", "-use-ld=lld",
          Context.environment["FUZZER_RUNTIME"] ?? "FUZZER_RUNTIME-is-not-set",
        ]),
        .linkedLibrary("stdc++"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
