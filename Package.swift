// swift-tools-version: 6.2
import PackageDescription

// This manifest is the map: the targets stand in layers, and an import that points up fails a test
// where it builds at all (SwiftPM alone would let some through). ARCHITECTURE.md tells what each
// layer knows. Pure targets see no sockets, clocks, files or chance.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // A tenth of what a small answer costs in our own code. All tests, the sanitizers' and the
    // simulation's too, run with the checks on.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// What the daemon is made of. A linker that sees functions one by one leaves out those that nobody
/// calls, and regular expressions are a megabyte that nobody here uses.
let lean: [SwiftSetting] = [
    .unsafeFlags([
        "-Xfrontend", "-function-sections",
        "-Xfrontend", "-disable-implicit-string-processing-module-import",
    ])
]

/// A layer of bytes and decisions: no I/O, and every unsafe word spelled out.
func pure(_ name: String, uses: String...) -> Target {
    .target(
        name: name, dependencies: uses.map { .byName(name: $0) },
        swiftSettings: strict + lean + [.strictMemorySafety()])
}

/// A coast of the outer world: one library of Debian's, met once.
func shore(_ name: String, uses: String..., c: String...) -> Target {
    .target(
        name: name, dependencies: (uses + c).map { .byName(name: $0) },
        swiftSettings: strict + lean)
}

func executable(_ name: String, uses: String..., isDaemon: Bool = false) -> Target {
    .executableTarget(
        name: name, dependencies: uses.map { .byName(name: $0) }, exclude: isDaemon ? ["Link"] : [],
        swiftSettings: isDaemon ? strict + lean : strict,
        linkerSettings: isDaemon ? linked(from: "Sources/\(name)/Link") : [])
}

/// A daemon lives long and mostly idle, so it is linked to be small: ARCHITECTURE.md tells what
/// each of these brought. `now` makes everything that the loader writes read-only afterwards.
func linked(from folder: String) -> [LinkerSetting] {
    let folder = "\(Context.packageDirectory)/\(folder)"
    let words = [
        "-z", "pack-relative-relocs", "-z", "now", "--no-export-dynamic",
        "--symbol-ordering-file=\(folder)/order", "--no-warn-symbol-ordering",
    ]
    let flags = ["-use-ld=lld", "-L\(folder)", "-Xclang-linker", "-static-libgcc"]
    return [
        .unsafeFlags(flags + words.flatMap { ["-Xlinker", $0] }, .when(configuration: .release))
    ]
}

/// A module map over a library that Debian packages.
func library(_ name: String, pkgConfig: String? = nil, debian: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

func tests(of name: String, uses: String...) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: ([name] + uses).map { .byName(name: $0) },
        swiftSettings: strict)
}

let package = Package(
    name: "DistriShare",
    products: [
        .executable(name: "distrishared", targets: ["distrishared"]),
        .executable(name: "distrishare", targets: ["distrishare"]),
    ],
    targets: [
        // 8  executables: arguments, wiring, exit codes
        executable(
            "distrishared",
            uses: "Host", "RESTAPI", "Node", "Library", "Directory", "Reactor", "Disk", "Ledger",
            "Settings", "Journal", "Digest", "Bytes", "Vocabulary", isDaemon: true),
        executable(
            "distrishare",
            uses: "Load", "Metainfo", "HTTPWire", "JSONWire", "Digest", "Bytes", "Vocabulary",
            "CLinux", "CSockets"),

        // 7  performs decisions; carries bytes, never reads them
        shore(
            "Host",
            uses: "Node", "Metainfo", "Library", "Directory", "Reactor", "Disk", "Ledger",
            "Settings", "Journal", "Digest", "Bytes", "Vocabulary"),
        shore(
            "Load", uses: "Reactor", "Disk", "JSONWire", "HTTPWire", "Digest", "Bytes",
            "Vocabulary", c: "CLinux", "CSockets"),

        // 6  surfaces: request → command or view → response
        pure(
            "RESTAPI", uses: "Node", "Swarm", "Metainfo", "Library", "Directory", "JSONWire",
            "HTTPWire", "Digest", "Bytes", "Vocabulary"),

        // 5  the node: told what happened, decides what to do
        pure(
            "Node",
            uses: "Accounts", "Swarm", "Metainfo", "Library", "Directory", "PeerWire",
            "TrackerWire", "JSONWire", "LANWire", "HTTPWire", "Gzip", "Digest", "Bytes",
            "Vocabulary"),

        // 4  the domain
        pure("Library", uses: "Digest", "Bytes", "Vocabulary"),
        pure("Directory", uses: "Digest", "Bytes", "Vocabulary"),
        pure("Accounts", uses: "Digest", "Bytes", "Vocabulary"),
        pure("Swarm", uses: "Digest", "Bytes", "Vocabulary"),
        pure("Metainfo", uses: "Bencode", "HTTPWire", "Digest", "Bytes", "Vocabulary"),

        // 3  bytes ⇄ events
        pure("JSONWire", uses: "Bytes", "Vocabulary"),
        pure("LANWire", uses: "Digest", "Bytes", "Vocabulary"),
        pure("HTTPWire", uses: "Digest", "Bytes", "Vocabulary"),
        pure("Bencode", uses: "Bytes", "Vocabulary"),
        pure("PeerWire", uses: "Bencode", "Digest", "Bytes", "Vocabulary"),
        pure("TrackerWire", uses: "Bencode", "Digest", "Bytes", "Vocabulary"),

        // 2  names for numbers; every limit with its reason
        pure("Vocabulary", uses: "Bytes", "Digest"),

        // 1  spans, hex, base64; digests and gzip as plain functions of their arguments
        pure("Bytes"),
        shore("Digest", uses: "Bytes", c: "COpenSSL"),
        shore("Gzip", c: "CZlib"),

        // S  shores: each knows one library or one part of the kernel, and layers 1 and 2
        shore("Reactor", uses: "Bytes", "Vocabulary", c: "CUV", "CSockets", "CLinux"),
        shore("Disk", uses: "Digest", "Bytes", "Vocabulary", c: "CLinux"),
        shore("Ledger", uses: "Digest", "Bytes", "Vocabulary", c: "CSQLite"),
        shore("Settings", uses: "Digest", "Bytes", "Vocabulary", c: "CTOML"),
        shore("Journal", uses: "Bytes", "Vocabulary", c: "CLinux"),

        // C  module maps; CTOML is one C++ file over toml++, CLinux what glibc has no name for
        library("CUV", pkgConfig: "libuv", debian: "libuv1-dev"),
        library("CSQLite", pkgConfig: "sqlite3", debian: "libsqlite3-dev"),
        library("COpenSSL", pkgConfig: "libcrypto", debian: "libssl-dev"),
        library("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev"),
        .systemLibrary(name: "CLinux"),
        .target(name: "CSockets"),
        .target(name: "CTOML", cxxSettings: [.unsafeFlags(["-Wall", "-Wextra"])]),

        // T  the test kit: a world in virtual time, from a seed
        pure(
            "Simulation",
            uses: "Node", "RESTAPI", "Metainfo", "Library", "Directory", "PeerWire", "TrackerWire",
            "HTTPWire", "JSONWire", "Digest", "Bytes", "Vocabulary"),
        executable("simulate", uses: "Simulation", "Vocabulary"),
        executable("swarmsim", uses: "Swarm", "Vocabulary"),
        executable("wirecheck", uses: "HTTPWire", "Bytes"),

        tests(of: "Bytes"),
        tests(of: "Digest", uses: "Bytes"),
        tests(of: "Gzip", uses: "CZlib"),
        tests(of: "Vocabulary", uses: "Bytes", "Digest"),
        tests(of: "JSONWire", uses: "Bytes", "Vocabulary"),
        tests(of: "LANWire", uses: "Digest", "Bytes", "Vocabulary"),
        tests(of: "HTTPWire", uses: "Bytes", "Vocabulary"),
        tests(of: "Bencode", uses: "Bytes"),
        tests(of: "PeerWire", uses: "Bencode", "Digest", "Bytes", "Vocabulary"),
        tests(of: "TrackerWire", uses: "Bencode", "Digest", "Bytes", "Vocabulary"),
        tests(of: "Library", uses: "Digest", "Bytes", "Vocabulary"),
        tests(of: "Directory", uses: "Digest", "Bytes", "Vocabulary"),
        tests(of: "Accounts", uses: "Digest", "Bytes", "Vocabulary"),
        tests(of: "Swarm", uses: "Digest", "Bytes", "Vocabulary"),
        tests(of: "Metainfo", uses: "Bencode", "Digest", "Bytes", "Vocabulary"),
        tests(
            of: "Node", uses: "Accounts", "Swarm", "Metainfo", "Library", "Directory", "RESTAPI",
            "PeerWire", "TrackerWire", "HTTPWire", "JSONWire", "LANWire", "Bencode", "Gzip",
            "Digest", "Bytes", "Vocabulary", "Simulation"),
        tests(
            of: "RESTAPI", uses: "Node", "Metainfo", "Library", "Directory", "HTTPWire", "Digest",
            "Bytes", "Vocabulary"),
        tests(of: "Reactor", uses: "Bytes", "Vocabulary", "CLinux", "CSockets"),
        tests(of: "Disk", uses: "Digest", "Bytes", "Vocabulary", "CLinux"),
        tests(
            of: "Host", uses: "Node", "Metainfo", "Reactor", "Disk", "Ledger", "Journal", "Digest",
            "Bytes", "Vocabulary"),
        tests(of: "Ledger", uses: "Digest", "Bytes", "Vocabulary"),
        tests(of: "Settings", uses: "Digest", "Bytes", "Vocabulary"),
        tests(of: "Journal", uses: "Bytes", "Vocabulary"),
        tests(of: "Simulation", uses: "Node", "HTTPWire", "Digest", "Bytes", "Vocabulary"),
        tests(of: "Load", uses: "Reactor", "JSONWire", "Digest", "Bytes", "Vocabulary"),
        .testTarget(name: "TidyTests", swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)

// Fuzzing has no `main` but libFuzzer's, so only a build with its sanitizer can link it:
// `Scripts/check --fuzz` asks for it, and no other build sees it.
if Context.environment["DISTRISHARE_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "RESTAPI", "Node", "Directory", "Library", "Metainfo", "JSONWire", "LANWire",
                "HTTPWire", "Bencode", "PeerWire", "TrackerWire", "Settings", "Disk", "Load",
                "Simulation", "Digest", "Bytes",
                "Vocabulary",
            ],
            path: "Tests/Fuzz", exclude: ["corpus", "words"], swiftSettings: strict))
}
