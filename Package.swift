// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A module of Headroom: everything in it is compiled under the same strict settings.
func module(_ name: String, dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// The tests of one module; all of them may use the helpers in `TestSupport`.
func tests(_ name: String, dependencies: [Target.Dependency], resources: [String] = []) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies + ["TestSupport"],
        exclude: resources,
        swiftSettings: strict
    )
}

let realModule = Target.Dependency.product(name: "RealModule", package: "swift-numerics")

let package = Package(
    name: "headroom",
    products: [
        .executable(name: "headroom", targets: ["headroom"]),
        .executable(name: "headroom-supervise", targets: ["headroom-supervise"]),
        .library(name: "HeadroomTorch", targets: ["HeadroomTorch"]),
        .library(name: "HeadroomEnvironments", targets: ["HeadroomEnvironments"]),
        .library(name: "HeadroomReinforcement", targets: ["HeadroomReinforcement"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.6.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        module("HeadroomCore", dependencies: [realModule]),
        module("HeadroomSystem"),
        module("HeadroomEvents", dependencies: ["HeadroomSystem"]),
        .target(name: "CNVML"),
        module("HeadroomDevices", dependencies: ["HeadroomCore", "HeadroomSystem", "CNVML"]),
        module(
            "HeadroomTrials",
            dependencies: [
                "HeadroomCore", "HeadroomSystem", "HeadroomEvents", "HeadroomDevices",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            resources: [.embedInCode("Agents/python")]
        ),
        module(
            "HeadroomSweep",
            dependencies: ["HeadroomCore", "HeadroomSystem", "HeadroomTrials", realModule]
        ),
        module(
            "HeadroomStore",
            dependencies: ["HeadroomCore", "HeadroomSystem", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        module("HeadroomReport", dependencies: ["HeadroomCore", realModule]),
        .target(name: "CHeadroomTorch"),
        module("HeadroomTorch", dependencies: ["CHeadroomTorch"]),
        module("HeadroomEnvironments", dependencies: [realModule]),
        module("HeadroomReinforcement", dependencies: ["HeadroomEnvironments", "HeadroomTorch", realModule]),
        .target(name: "CLBFGSB"),
        module(
            "HeadroomWorkloads",
            dependencies: [
                "HeadroomCore", "HeadroomSystem", "HeadroomEvents", "HeadroomTorch", "HeadroomEnvironments",
                "HeadroomReinforcement", "CLBFGSB",
            ]
        ),
        // It is plain C, one of which starts with every trial: linked statically and without Swift's start-up it starts
        // in half the processor time.
        .executableTarget(
            name: "headroom-supervise",
            linkerSettings: [
                .unsafeFlags([
                    "-static-stdlib", "-nostartfiles", "-Xclang-linker", "-static",
                    "-Xclang-linker", "-Wno-unused-command-line-argument",
                ])
            ]
        ),
        .executableTarget(
            name: "headroom",
            dependencies: [
                "HeadroomCore", "HeadroomSystem", "HeadroomEvents", "HeadroomDevices", "HeadroomTrials",
                "HeadroomSweep", "HeadroomStore", "HeadroomReport", "HeadroomTorch", "HeadroomWorkloads",
                "HeadroomEnvironments", "HeadroomReinforcement",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "TestSupport",
            dependencies: [.product(name: "Subprocess", package: "swift-subprocess")],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .executableTarget(name: "known-laws", path: "Tests/KnownLaws"),
        .executableTarget(
            name: "store-writer",
            dependencies: ["HeadroomCore", "HeadroomStore"],
            path: "Tests/StoreWriter",
            swiftSettings: strict
        ),
        tests("HeadroomCoreTests", dependencies: ["HeadroomCore", realModule]),
        tests("HeadroomEventsTests", dependencies: ["HeadroomEvents"]),
        tests(
            "HeadroomDevicesTests",
            dependencies: [
                "HeadroomCore", "HeadroomDevices",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        tests("SuperviseTests", dependencies: ["headroom-supervise"]),
        tests("HeadroomTrialsTests", dependencies: ["HeadroomTrials", "headroom-supervise", "known-laws"]),
        tests(
            "AgentTests",
            dependencies: [
                "HeadroomEvents", "HeadroomTrials",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            resources: ["Scripts"]
        ),
        tests("HeadroomSweepTests", dependencies: ["HeadroomSweep", "headroom-supervise", "known-laws"]),
        tests(
            "HeadroomStoreTests",
            dependencies: [
                "HeadroomCore", "HeadroomStore", "store-writer", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        tests("HeadroomReportTests", dependencies: ["HeadroomReport"], resources: ["Golden"]),
        tests("HeadroomTorchTests", dependencies: ["HeadroomTorch"]),
        tests(
            "HeadroomEnvironmentsTests",
            dependencies: [
                "HeadroomEnvironments",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            resources: ["Scripts"]
        ),
        tests(
            "HeadroomReinforcementTests",
            dependencies: ["HeadroomEnvironments", "HeadroomReinforcement", "HeadroomTorch"]
        ),
        tests("HeadroomWorkloadsTests", dependencies: ["HeadroomWorkloads"]),
        tests(
            "EndToEndTests",
            dependencies: [
                "HeadroomCore", "HeadroomWorkloads", "known-laws",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            resources: ["Golden", "Scripts"]
        ),
        .testTarget(
            name: "FieldCaseTests",
            dependencies: [
                "TestSupport", .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/FieldCases",
            exclude: ["README.md", "cases", "harness"],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx20
)
