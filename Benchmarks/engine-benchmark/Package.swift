// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that nobody who uses Headroom builds it.
let package = Package(
    name: "engine-benchmark",
    dependencies: [.package(name: "headroom", path: "../..")],
    targets: [
        .executableTarget(
            name: "engine-benchmark",
            dependencies: [.product(name: "HeadroomTorch", package: "headroom")],
            swiftSettings: [.treatAllWarnings(as: .error)]
        )
    ],
    swiftLanguageModes: [.v6]
)
