// What `get` says when it is done.

import Bytes
import Digest
import FoundationEssentials
import Vocabulary

extension Session {
    /// `ending`: where it came to lie, if a place was asked for.
    func showDone(_ download: DownloadEntry, _ last: Reply?, at ending: ArrivingFile.Ending?) {
        guard !arguments.isJSON else {
            return Output.write(document: document(download, last, ending))
        }
        let size = download.size ?? download.received
        if Output.isTerminal {
            Output.write(
                phrases.downloaded(
                    download.name, Figures.size(size), verified: download.verified))
        } else {
            let name = download.name.escapedForPeople(limit: 4096)
            let proof = download.verified ? "verified" : "unverified"
            Output.write("done\t\(name)\t\(size)\t\(download.sha256 ?? "-")\t\(proof)")
        }
        if let ending { showPlaced(ending) }
    }

    private func showPlaced(_ ending: ArrivingFile.Ending) {
        let sentence =
            switch ending {
            case .placed(let path): phrases.placed(path)
            case .held(let path): phrases.placedBefore(path)
            }
        Output.write(
            Output.isTerminal ? sentence : "file\t" + ending.path.escapedForPeople(limit: 4096))
    }

    /// What was wanted by its content lies there already.
    func showHeld(_ path: String, _ name: FileName, _ digest: Digest256) throws {
        var download = DownloadEntry(name: name.path, state: "done")
        download.sha256 = digest.hex
        download.verified = true
        guard !arguments.isJSON else { return showDone(download, nil, at: .held(path)) }
        showPlaced(.held(path))
    }

    /// The node's document, or one of our own like it; with the path, where there is one.
    func document(
        _ download: DownloadEntry, _ last: Reply?, _ ending: ArrivingFile.Ending?
    ) -> [UInt8] {
        var members: [String: JSONValue] = ["v": .integer(1)]
        let told = last?.body ?? (try? Array(JSONEncoder().encode(download)))
        if let told,
            case .object(let all)? = try? JSONDecoder().decode(
                JSONValue.self, from: Data(told))
        {
            members.merge(all) { _, told in told }
        }
        if let ending { members["path"] = .string(ending.path) }
        return (try? JSONValue.object(members).encoded()) ?? []
    }
}
