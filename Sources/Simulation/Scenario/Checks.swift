// What was held and what was not: the checks of a world, and those that are made all the time.
//
// Law. What a check knows of a node it asked at the node's own door, or saw on its disk; nobody
// looks into a node, but for the sizes of its tables, which it also tells a monitor.

import Node
import Vocabulary

package struct Checks {
    private(set) var failures: [String] = []
    var downloadsDone = 0
    /// By node: connections that it counts and its kernel does not have, at the least.
    var extraConnections: [String: Int64] = [:]
    /// Files that arrived at a node when it had no download.
    var suspects: [(node: Installation, files: Set<IncomingID>)] = []
    /// Addresses whose bytes a download called wrong.
    var liarsNamed: Set<String> = []
    /// Finished downloads that the node itself calls unverified, as "node/name".
    var unverified: Set<String> = []
    /// And what they hold: others may have it from there, with its digest.
    var unverifiedDigests: Set<String> = []

    mutating func fail(_ promise: Promise, _ detail: String) {
        guard failures.count < 200 else { return }
        failures.append("\(promise.rawValue): \(detail)")
    }

    // MARK: While things happen

    mutating func tables(of installations: [Installation], in world: World) {
        for installation in installations {
            for table in installation.node?.tables ?? [] where table.count > table.limit {
                fail(
                    .tablesAreBounded,
                    "\(installation.name)'s \(table.name): \(table.count) of \(table.limit)")
            }
        }
    }

}
