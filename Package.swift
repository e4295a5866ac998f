// swift-tools-version: 6.2
import PackageDescription

// The inference engine is unpacked by `script/engine` into `.deps/openvino`. Two run-time search paths: the
// build tree runs as it stands, and an installed `bin/ifashion-worker` finds `lib/openvino` beside it.
let engineLibraries = "\(Context.packageDirectory)/.deps/openvino/lib"

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

// Loops over pixels and rankings are some fifty times slower unoptimised, so that tests on real photos would take minutes.
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
  name: "ifashion",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "ifashion", targets: ["Command"]),
    .executable(name: "ifashion-front", targets: ["FCGIFront"]),
    .executable(name: "ifashion-worker", targets: ["Worker"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
  ],
  targets: [
    // C libraries: a module map and a header of shims each; the only places where C types are named.
    .systemLibrary(name: "CExchange"),
    .systemLibrary(name: "CFastCGI", providers: [.apt(["libfcgi-dev"])]),
    .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
    .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CTurboJPEG", providers: [.apt(["libturbojpeg0-dev"])]),
    .systemLibrary(name: "CSpng", providers: [.apt(["libspng-dev"])]),
    .systemLibrary(name: "CWebP", providers: [.apt(["libwebp-dev"])]),
    // Exact search, in intrinsics: compiled with optimisation always, as a scan is nothing but its inner loops.
    .target(
      name: "CKernels",
      cSettings: [.unsafeFlags(["-std=c11", "-O3", "-Wall", "-Wextra", "-Werror"])]),
    .target(
      name: "COpenVINO",
      linkerSettings: [
        .unsafeFlags([
          "-L", engineLibraries, "-Xlinker", "-rpath", "-Xlinker", engineLibraries,
          "-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/../lib/openvino",
        ])
      ]),

    // Image bytes in, ranked items out. Knows neither Redis nor HTTP nor threads.
    .target(
      name: "Core",
      dependencies: [
        "CExchange", "CKernels", "COpenBLAS", "COpenVINO", "CSpng", "CTurboJPEG", "CWebP",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "SwiftCSV", package: "SwiftCSV"),
      ],
      swiftSettings: strict + optimised),
    // What the programs agree on: job, answer, keys, scripts.
    .target(
      name: "Queue", dependencies: ["CHiredis"], resources: [.embedInCode("queue.lua")],
      swiftSettings: strict),

    // What front and worker are as processes: how they stop, and what they tell systemd.
    .target(name: "Daemon", swiftSettings: strict),

    .executableTarget(
      name: "FCGIFront",
      dependencies: [
        "CFastCGI", "Daemon", "Queue",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "Worker",
      dependencies: [
        "Core", "Daemon", "Queue",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "Command",
      dependencies: [
        "Core", "Queue", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict + optimised),

    // See Benchmarks/run.py.
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Core", "Queue", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks",
      exclude: [
        "load", "peer", "requirements.txt", "bombs.py", "curves.py", "growth.py", "isolation.c", "level.py",
        "million.py", "peak.c", "peers.py", "run.py", "search.py", "vectors.py",
      ],
      swiftSettings: strict + optimised),

    .target(
      name: "TestSupport", dependencies: ["Queue"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(name: "CoreTests", dependencies: ["Core", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "QueueTests", dependencies: ["Queue", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "FCGIFrontTests", dependencies: ["FCGIFront", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "DaemonTests", dependencies: ["Daemon", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "WorkerTests", dependencies: ["Core", "Queue", "Worker", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["Command", "Core", "Queue", "TestSupport"],
      exclude: ["Evaluate/reference.py"], swiftSettings: strict),
    // From the built programs, over HTTP.
    .testTarget(
      name: "EndToEndTests", dependencies: ["Command", "FCGIFront", "TestSupport", "Worker"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
