// What became of files in the end: downloads that are right and have ended, libraries that are true
// to the disk.

import Bytes
import Digest
import Node
import Vocabulary

extension Checks {
    /// What lies in `downloads/` is what once was shared under that name, byte for byte; and no
    /// content lies there twice under one name and its numbers.
    mutating func downloads(of installation: Installation, against truth: Truth) {
        var seen: [String: String] = [:]
        for path in installation.disk.paths(beneath: SimulatedDisk.downloads) {
            guard let file = installation.disk.file(at: path) else { continue }
            let name = String(path.dropFirst(SimulatedDisk.downloads.count + 1))
            downloadsDone += 1
            let family = Self.family(of: name) + " " + file.digest.hex
            if let other = seen[family] {
                fail(.nothingIsReplaced, "\(installation.name) has \(other) and \(name), the same")
            }
            seen[family] = name
            // What no digest was known of is marked so, and may be what a liar made of it.
            if unverifiedDigests.contains(file.digest.hex) { continue }
            if !truth.knows(file.digest, as: name) {
                fail(
                    .downloadsAreCorrect,
                    "\(installation.name) has \(name), \(file.bytes.count) bytes; nobody had that "
                        + "(\(truth.contents(of: name).map(\.count)) bytes were)"
                )
            }
        }
    }

    /// A name without its number: "a (2).dat" is of the family "a.dat".
    private static func family(of name: String) -> String {
        guard let open = name.place(of: " ("),
            let close = name[open.upperBound...].firstIndex(of: ")")
        else { return name }
        return String(name[..<open.lowerBound] + name[close...].dropFirst())
    }

    /// - Parameter held: names, and digests, that somebody has who could be asked. What nobody has
    ///   may be waited for: a holder may come back.
    mutating func downloadsEnded(
        at asker: Installation, _ reply: Reply, held: Set<String>, liars: Set<String>,
        ofOne: Set<String>
    ) {
        guard let listed = reply.document?["downloads"]?.list else {
            return fail(.everythingEnds, "\(asker.name) does not tell its downloads: \(reply)")
        }
        var running = 0
        for download in listed {
            let name = download["name"]?.text ?? ""
            let state = download["state"]?.text ?? ""
            holders(of: download, at: asker, liars: liars)
            if state == "done" { done(download, name, at: asker) }
            if ["paused", "failed"].contains(state), download["reason"]?.text == nil {
                fail(
                    .everythingEnds, "\(asker.name)'s download of \(name) is \(state), unexplained")
            }
            guard !["done", "failed", "cancelled"].contains(state) else { continue }
            running += 1
            // Of what some has come, that content is wanted, and no other of the same name.
            let isHeld = held.contains(download["sha256"]?.text ?? name)
            // What only they have who send next to nothing may take its time.
            if ["paused", "searching", "running"].contains(state), !isHeld { continue }
            // And whom it is to come from need not be one of those who have it.
            if ["paused", "searching"].contains(state), ofOne.contains(name) { continue }
            fail(.everythingEnds, "\(asker.name)'s download of \(name) is \(state)")
        }
        if running == 0, let files = asker.host?.incomingFiles, !files.isEmpty {
            suspects.append((asker, files))
        }
    }

    /// Whether a node still has a file that arrived when it had no download. It may be an upload,
    /// which has an end; what was left behind has none.
    var haveSuspects: Bool { suspects.contains { !Self.left(of: $0).isEmpty } }

    mutating func judgeSuspects() {
        for suspect in suspects {
            let count = Self.left(of: suspect).count
            guard count > 0 else { continue }
            fail(
                .nothingLeaks,
                "\(suspect.node.name) has \(count) incoming files and no download")
        }
    }

    private static func left(
        of suspect: (node: Installation, files: Set<IncomingID>)
    ) -> Set<IncomingID> {
        suspect.node.host?.incomingFiles.intersection(suspect.files) ?? []
    }

    private mutating func holders(
        of download: Document, at asker: Installation, liars: Set<String>
    ) {
        for holder in download["holders"]?.list ?? [] where holder["state"]?.text == "lied" {
            let address = holder["address"]?.text ?? ""
            liarsNamed.insert(address)
            if !liars.contains(address) {
                fail(.onlyLiarsAreNamed, "\(asker.name) calls \(address) a liar")
            }
        }
    }

    /// A download that is done stands on the disk, with the digest that it says.
    private mutating func done(_ download: Document, _ name: String, at asker: Installation) {
        let digest = download["sha256"]?.text
        if download["verified"] == .boolean(false) {
            unverified.insert(asker.name + "/" + name)
            unverifiedDigests.insert(digest ?? "")
        }
        // What nobody else had was perhaps shared here already, and may have been edited since;
        // nobody edits what lies in `downloads/`.
        let places = [SimulatedDisk.downloads, SimulatedDisk.shared, "/srv"].map { "\($0)/\(name)" }
        let contents = Set(places.flatMap { asker.disk.contentsEver(at: $0) }.map(\.hex))
        if digest.map({ !contents.contains($0) }) ?? contents.isEmpty {
            fail(.downloadsAreCorrect, "\(asker.name)'s \(name) is not what its download says")
        }
    }

    /// The library is what lies on the disk.
    mutating func library(of asker: Installation, _ reply: Reply) {
        guard let listed = reply.document?["files"]?.list else {
            return fail(.libraryIsTrue, "\(asker.name) does not tell its files: \(reply)")
        }
        let folders = [SimulatedDisk.shared, SimulatedDisk.downloads]
        var names: Set<String> = []
        for row in listed {
            let name = row["name"]?.text ?? ""
            names.insert(name)
            let files = (folders + ["/srv"]).compactMap { asker.disk.file(at: "\($0)/\(name)") }
            let isThere = files.contains {
                $0.digest.hex == row["sha256"]?.text
                    && Int64($0.bytes.count) == row["size"]?.integer
            }
            if !isThere {
                fail(
                    .libraryIsTrue, "\(asker.name) lists \(name), which is another or is not there")
            }
        }
        for folder in folders {
            for path in asker.disk.paths(beneath: folder) {
                let name = String(path.dropFirst(folder.count + 1))
                if !names.contains(name) {
                    fail(.libraryIsTrue, "\(asker.name) does not list \(path)")
                }
            }
        }
    }

    /// Whoever followed the events knows what the lists say.
    mutating func watcher(_ watcher: Watcher, of asker: Installation, files reply: Reply) {
        guard watcher.isInStep, let listed = reply.document?["files"]?.list else { return }
        var told: [String: String?] = [:]
        for row in listed { told[row["name"]?.text ?? ""] = .some(row["sha256"]?.text) }
        if told != watcher.files {
            fail(.eventsTellAll, "\(asker.name)'s events do not lead to its list of files")
        }
    }

    mutating func watcher(_ watcher: Watcher, of asker: Installation, downloads reply: Reply) {
        guard watcher.isInStep, let listed = reply.document?["downloads"]?.list else { return }
        for row in listed {
            let id = row["id"]?.integer ?? 0
            if watcher.downloads[id] != row["state"]?.text {
                let (state, told) = (row["state"]?.text ?? "?", watcher.downloads[id] ?? "nothing")
                let what = "\(asker.name)'s download \(id) is \(state)"
                fail(.eventsTellAll, "\(what), and its events say \(told)")
            }
        }
    }
}
