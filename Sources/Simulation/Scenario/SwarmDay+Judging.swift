// The end of a swarm's day: who has it, whether it is right, and who was banned.

import Digest
import Node
import Vocabulary

extension SwarmDay {
    /// How many have fetched it.
    func judge() -> Int {
        let digest = SHA256.of(content)
        for leecher in leechers {
            if !has(leecher) { ask(leecher, whyNot) }
            for path in leecher.disk.paths(beneath: SimulatedDisk.downloads)
            where leecher.disk.file(at: path)?.digest != digest {
                checks.fail(.torrentsAreRight, "\(leecher.name) has another \(path)")
            }
        }
        awaitAnswers()
        judgeBans()
        let installations = operators.map(\.installation)
        checks.tables(of: installations, in: world)
        for installation in installations where !installation.isRunning {
            guard !losesAll || !seeds.contains(where: { $0 === installation }) else { continue }
            checks.fail(.contractsHold, "\(installation.name) is not running in the end")
        }
        for complaint in world.complaints { checks.fail(.contractsHold, complaint) }
        return leechers.count(where: has)
    }

    /// Nobody is banned who only has bad luck; and who lies is found out, if somebody asked him.
    private func judgeBans() {
        let guilty = Set(liars.map { $0.machine.address.description })
        for (accuser, accused) in world.accusations where !guilty.contains(accused) {
            checks.fail(.onlyLiarsAreBanned, "\(accuser) has banned \(accused)")
        }
    }

    private func whyNot(_ leecher: Installation, _ torrent: Document?) {
        let words = ["state", "reason"].map { torrent?[$0]?.text ?? "?" }
        let numbers = ["pieces_here", "piece_count", "peers_connected"].map {
            torrent?[$0]?.integer ?? -1
        }
        checks.fail(.torrentsEnd, "\(leecher.name)'s is \(words), \(numbers)")
    }

    /// Nobody has all of it: whoever wants it says what is missing.
    func judgeWaiting() {
        for leecher in leechers where !has(leecher) {
            ask(leecher) { [unowned self] leecher, torrent in
                let state = torrent?["state"]?.text ?? "unknown"
                if !["naming", "downloading"].contains(state) || torrent?["reason"]?.text == nil {
                    checks.fail(.waitingIsExplained, "\(leecher.name)'s is \(state), no reason")
                }
            }
        }
        awaitAnswers()
    }

    private func ask(
        _ installation: Installation, _ end: @escaping (Installation, Document?) -> Void
    ) {
        answersAwaited += 1
        `operator`(of: installation)?.ask("GET", "/api/v1/torrents/\(infoHash.hex)") {
            [unowned self] reply in
            answersAwaited -= 1
            end(installation, reply.document)
        }
    }

    private func awaitAnswers() {
        for _ in 0..<30 where answersAwaited > 0 { world.run(for: .seconds(1)) }
    }
}
