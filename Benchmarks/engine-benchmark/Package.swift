// swift-tools-version: 6.2

import PackageDescription

// Separate package, so that users of Headroom do not build it.
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
