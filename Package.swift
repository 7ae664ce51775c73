// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A module of Headroom: everything in it is compiled under the same strict settings.
///
/// - Parameter folder: its folder under `Sources`, where that has another name than the module.
func module(
    _ name: String,
    in part: String,
    folder: String? = nil,
    dependencies: [Target.Dependency] = [],
    exclude: [String] = [],
    resources: [Resource] = []
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/\(part)/\(folder ?? name)",
        exclude: exclude,
        resources: resources,
        swiftSettings: strict
    )
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

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let realModule = Target.Dependency.product(name: "RealModule", package: "swift-numerics")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

/// Shared by both halves: the event protocol, the exchanged documents, the display of text and pages.
let common: [Target] = [
    module("HeadroomSystem", in: "Common"),
    module("HeadroomNumerics", in: "Common", dependencies: [realModule]),
    module("HeadroomSchema", in: "Common"),
    module("HeadroomEvents", in: "Common", dependencies: ["HeadroomSystem"]),
    module("HeadroomFormat", in: "Common", dependencies: [realModule]),
    module("HeadroomDisplay", in: "Common", dependencies: ["HeadroomFormat", "HeadroomSchema", realModule]),
    module("HeadroomCommandLine", in: "Common", dependencies: ["HeadroomDisplay", "HeadroomSystem", argumentParser]),
]

/// The instrument, which measures any training command.
let measure: [Target] = [
    module("HeadroomCore", in: "Measure", dependencies: ["HeadroomFormat", "HeadroomSchema", realModule]),
    .target(name: "CNVML", path: "Sources/Measure/CNVML"),
    module("HeadroomDevices", in: "Measure", dependencies: ["HeadroomCore", "HeadroomSystem", "CNVML"]),
    module(
        "HeadroomTrials",
        in: "Measure",
        dependencies: [
            "HeadroomCore", "HeadroomDevices", "HeadroomEvents", "HeadroomFormat", "HeadroomSystem", subprocess,
            systemPackage,
        ],
        resources: [.embedInCode("Agents/python")]
    ),
    module(
        "HeadroomSweep",
        in: "Measure",
        dependencies: [
            "HeadroomCore", "HeadroomEvents", "HeadroomFormat", "HeadroomNumerics", "HeadroomSchema", "HeadroomSystem",
            "HeadroomTrials", realModule,
        ]
    ),
    module(
        "HeadroomStore",
        in: "Measure",
        dependencies: ["HeadroomCore", "HeadroomSystem", .product(name: "GRDB", package: "GRDB.swift")]
    ),
    // On Debian zlib1g-dev.
    .target(name: "CDeflate", path: "Sources/Measure/CDeflate", linkerSettings: [.linkedLibrary("z")]),
    module("HeadroomFleets", in: "Measure", dependencies: ["HeadroomCore", "CDeflate"]),
    module(
        "HeadroomCluster",
        in: "Measure",
        dependencies: [
            "HeadroomCore", "HeadroomDisplay", "HeadroomSweep", "HeadroomSystem", subprocess, systemPackage,
        ]
    ),
    module(
        "HeadroomReport",
        in: "Measure",
        dependencies: ["HeadroomCore", "HeadroomDisplay", "HeadroomFormat", "HeadroomSchema"]
    ),
]

/// Building blocks of trainings: tensors, layers, environments, the training session.
let learn: [Target] = [
    .target(name: "CHeadroomTorch", path: "Sources/Learn/CHeadroomTorch"),
    module("HeadroomTorch", in: "Learn", dependencies: ["CHeadroomTorch"]),
    module(
        "HeadroomTraining",
        in: "Learn",
        dependencies: [
            "HeadroomCommandLine", "HeadroomEvents", "HeadroomNumerics", "HeadroomSchema", "HeadroomSystem",
            "HeadroomTorch", argumentParser,
        ]
    ),
    // On Debian libpng-dev and libturbojpeg0-dev.
    .target(
        name: "CImageCodec",
        path: "Sources/Learn/CImageCodec",
        linkerSettings: [.linkedLibrary("turbojpeg"), .linkedLibrary("png16"), .linkedLibrary("z")]
    ),
    module("HeadroomScenes", in: "Learn", dependencies: ["CImageCodec", "HeadroomNumerics", "HeadroomSystem"]),
    .target(name: "CLBFGSB", path: "Sources/Learn/CLBFGSB"),
    module(
        "HeadroomSharpness",
        in: "Learn",
        dependencies: ["CLBFGSB", "HeadroomNumerics", "HeadroomTorch"]
    ),
    module("HeadroomSentences", in: "Learn", dependencies: ["HeadroomTorch"]),
    module("HeadroomEnvironments", in: "Learn", dependencies: [realModule]),
    module(
        "HeadroomReinforcement",
        in: "Learn",
        dependencies: ["HeadroomEnvironments", "HeadroomTorch", realModule]
    ),
]

/// Trainings that are measured: a folder each, with everything that belongs to it.
let workloads: [Target] = [
    module(
        "HeadroomDigits",
        in: "Workloads",
        folder: "Digits",
        dependencies: [
            "HeadroomCommandLine", "HeadroomDisplay", "HeadroomEvents", "HeadroomFormat", "HeadroomNumerics",
            "HeadroomSchema",
            "HeadroomSharpness", "HeadroomSystem", "HeadroomTorch", "HeadroomTraining", argumentParser,
        ],
        exclude: ["setup.bash"]
    ),
    module(
        "HeadroomTaxi",
        in: "Workloads",
        folder: "Taxi",
        dependencies: [
            "HeadroomCommandLine", "HeadroomDisplay", "HeadroomEnvironments", "HeadroomEvents", "HeadroomFormat",
            "HeadroomReinforcement", "HeadroomSchema", "HeadroomSystem", "HeadroomTorch", "HeadroomTraining",
            argumentParser,
        ]
    ),
    module(
        "HeadroomCustomerModels",
        in: "Workloads",
        folder: "Customers",
        dependencies: [
            "HeadroomCommandLine", "HeadroomCustomers", "HeadroomEvents", "HeadroomFormat", "HeadroomNumerics",
            "HeadroomSchema", "HeadroomSystem", "HeadroomTorch", "HeadroomTraining", argumentParser,
        ],
        exclude: ["setup.bash", "workloads"]
    ),
    module(
        "HeadroomReconstruction",
        in: "Workloads",
        folder: "Reconstruction",
        dependencies: [
            "HeadroomCommandLine", "HeadroomDisplay", "HeadroomEvents", "HeadroomFormat", "HeadroomNumerics",
            "HeadroomScenes",
            "HeadroomSchema", "HeadroomSystem", "HeadroomTorch", "HeadroomTraining", argumentParser,
        ],
        exclude: ["setup.bash"]
    ),
    module(
        "HeadroomSceneGeneration",
        in: "Workloads",
        folder: "Scenes",
        dependencies: [
            "HeadroomCommandLine", "HeadroomDisplay", "HeadroomEvents", "HeadroomFormat", "HeadroomNumerics",
            "HeadroomScenes", "HeadroomSchema", "HeadroomSentences", "HeadroomSystem", "HeadroomTorch",
            "HeadroomTraining", argumentParser,
        ],
        exclude: ["setup.bash"],
        resources: [.embedInCode("Recording/vizdoom_trajectories.py")]
    ),
]

/// Analytics of customers, which need no tensors.
let customers: [Target] = [
    module(
        "HeadroomCustomers",
        in: "Customers",
        dependencies: [
            "HeadroomDisplay", "HeadroomFormat", "HeadroomNumerics", "HeadroomSchema", "HeadroomSystem",
            .product(name: "GRDB", package: "GRDB.swift"),
            .product(name: "TOMLKit", package: "TOMLKit"),
        ]
    )
]

/// The Swift runtime and Foundation in the program itself, so that it runs where Swift is not installed.
///
/// Set here and not by `--static-swift-stdlib`, with which every module would be compiled differently for the programs
/// than for the tests, and therefore twice. The archives are those that Foundation's own archive needs.
let staticRuntime: [LinkerSetting] = [
    .unsafeFlags([
        "-static-stdlib", "-lFoundationEssentials", "-lFoundationInternationalization", "-lCoreFoundation",
        "-l_FoundationCShims", "-l_FoundationCollections", "-l_FoundationICU", "-Xlinker", "-s",
    ])
]

/// The programs.
let tools: [Target] = [
    .executableTarget(
        name: "headroom",
        dependencies: [
            "HeadroomCluster", "HeadroomCommandLine", "HeadroomCore", "HeadroomDevices", "HeadroomDisplay",
            "HeadroomEvents", "HeadroomFleets", "HeadroomFormat",
            "HeadroomReport", "HeadroomSchema", "HeadroomStore", "HeadroomSweep", "HeadroomSystem", "HeadroomTrials",
            argumentParser, subprocess, systemPackage,
        ],
        path: "Sources/Tools/headroom",
        swiftSettings: strict,
        linkerSettings: staticRuntime
    ),
    .executableTarget(
        name: "headroom-train",
        dependencies: [
            "HeadroomCommandLine", "HeadroomCustomerModels", "HeadroomDigits", "HeadroomDisplay",
            "HeadroomReconstruction", "HeadroomSceneGeneration", "HeadroomSchema", "HeadroomTaxi", "HeadroomTorch",
            "HeadroomTraining",
            argumentParser, subprocess, systemPackage,
        ],
        path: "Sources/Tools/headroom-train",
        swiftSettings: strict,
        linkerSettings: staticRuntime
    ),
    .executableTarget(
        name: "headroom-customers",
        dependencies: [
            "HeadroomCommandLine", "HeadroomCustomers", "HeadroomDisplay", "HeadroomSystem", argumentParser,
        ],
        path: "Sources/Tools/headroom-customers",
        swiftSettings: strict,
        linkerSettings: staticRuntime
    ),
    // It is plain C, one of which starts with every trial: linked statically and without Swift's start-up it starts in
    // half the processor time.
    .executableTarget(
        name: "headroom-supervise",
        path: "Sources/Tools/headroom-supervise",
        linkerSettings: [
            .unsafeFlags([
                "-static-stdlib", "-nostartfiles", "-Xclang-linker", "-static",
                "-Xclang-linker", "-Wno-unused-command-line-argument",
            ])
        ]
    ),
]

/// Their tests, and what these start.
let checks: [Target] = [
    .target(
        name: "TestSupport",
        dependencies: [subprocess],
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
    tests("HeadroomCommandLineTests", dependencies: ["HeadroomCommandLine", "HeadroomSystem"]),
    tests("HeadroomCoreTests", dependencies: ["HeadroomCore", "HeadroomNumerics", "HeadroomSchema", realModule]),
    tests("HeadroomEventsTests", dependencies: ["HeadroomEvents", "HeadroomSystem"]),
    tests(
        "HeadroomDevicesTests",
        dependencies: [
            "HeadroomCore", "HeadroomDevices", "HeadroomSystem", subprocess, systemPackage,
        ]
    ),
    tests("SuperviseTests", dependencies: ["headroom-supervise"]),
    tests("HeadroomTrialsTests", dependencies: ["HeadroomTrials", "headroom-supervise", "known-laws"]),
    tests(
        "AgentTests",
        dependencies: [
            "HeadroomEvents", "HeadroomTrials", subprocess, systemPackage,
        ],
        resources: ["Scripts"]
    ),
    tests(
        "HeadroomSweepTests",
        dependencies: ["HeadroomNumerics", "HeadroomSchema", "HeadroomSweep", "headroom-supervise", "known-laws"]
    ),
    tests(
        "HeadroomStoreTests",
        dependencies: [
            "HeadroomCore", "HeadroomStore", "store-writer", .product(name: "GRDB", package: "GRDB.swift"), subprocess,
            systemPackage,
        ]
    ),
    tests(
        "HeadroomFleetsTests",
        dependencies: ["HeadroomCore", "HeadroomDisplay", "HeadroomFleets", "HeadroomNumerics", "HeadroomReport"]
    ),
    tests(
        "HeadroomClusterTests",
        dependencies: ["HeadroomCluster", "HeadroomCore", "HeadroomSweep"]
    ),
    tests(
        "HeadroomReportTests",
        dependencies: ["HeadroomDisplay", "HeadroomFormat", "HeadroomReport", "HeadroomSchema"],
        resources: ["Documents", "Golden"]
    ),
    tests(
        "HeadroomCustomersTests",
        dependencies: ["HeadroomCustomers", "HeadroomDisplay", "HeadroomNumerics"],
        resources: ["Companies"]
    ),
    tests("HeadroomTorchTests", dependencies: ["HeadroomTorch"]),
    tests(
        "HeadroomEnvironmentsTests",
        dependencies: [
            "HeadroomEnvironments", subprocess, systemPackage,
        ],
        resources: ["Scripts"]
    ),
    tests(
        "HeadroomScenesTests",
        dependencies: ["HeadroomNumerics", "HeadroomScenes", subprocess, systemPackage],
        resources: ["Pictures", "Scripts"]
    ),
    tests(
        "HeadroomSentencesTests",
        dependencies: ["HeadroomSentences", "HeadroomTorch"],
        resources: ["Golden", "Scripts"]
    ),
    tests(
        "HeadroomReinforcementTests",
        dependencies: ["HeadroomEnvironments", "HeadroomReinforcement", "HeadroomTorch"]
    ),
    tests(
        "HeadroomTrainingTests",
        dependencies: ["HeadroomCommandLine", "HeadroomSystem", "HeadroomTorch", "HeadroomTraining"]
    ),
    tests(
        "HeadroomDigitsTests",
        dependencies: [
            "HeadroomCore", "HeadroomDigits", "HeadroomEvents", "HeadroomNumerics", "HeadroomSchema",
            "HeadroomSharpness", "HeadroomTorch", "HeadroomTraining",
        ]
    ),
    tests(
        "HeadroomCustomerModelsTests",
        dependencies: [
            "HeadroomCustomerModels", "HeadroomCustomers", "HeadroomNumerics", "HeadroomTorch", "HeadroomTraining",
        ],
        resources: ["metrics.py", "newton.py"]
    ),
    tests(
        "HeadroomReconstructionTests",
        dependencies: ["HeadroomNumerics", "HeadroomReconstruction", "HeadroomScenes", "HeadroomTorch"]
    ),
    tests(
        "HeadroomSceneGenerationTests",
        dependencies: [
            "HeadroomCommandLine", "HeadroomNumerics", "HeadroomSceneGeneration", "HeadroomScenes", "HeadroomSystem",
            "HeadroomTorch", "HeadroomTraining", argumentParser,
        ]
    ),
    tests(
        "HeadroomTaxiTests",
        dependencies: [
            "HeadroomCommandLine", "HeadroomEnvironments", "HeadroomReinforcement", "HeadroomTaxi", "HeadroomTorch",
            "HeadroomTraining",
        ]
    ),
    tests(
        "EndToEndTests",
        dependencies: [
            "HeadroomCore", "HeadroomDigits", "HeadroomNumerics", "HeadroomSchema", "HeadroomTaxi", "known-laws",
            subprocess, systemPackage,
        ],
        resources: ["Golden", "Scripts"]
    ),
    .testTarget(
        name: "FieldCaseTests",
        dependencies: [
            "TestSupport", subprocess, systemPackage,
        ],
        path: "Tests/FieldCases",
        exclude: ["README.md", "cases", "harness"],
        swiftSettings: strict
    ),
]

let package = Package(
    name: "headroom",
    products: [
        .executable(name: "headroom", targets: ["headroom"]),
        .executable(name: "headroom-train", targets: ["headroom-train"]),
        .executable(name: "headroom-customers", targets: ["headroom-customers"]),
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
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: common + measure + learn + workloads + customers + tools + checks,
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx20
)
