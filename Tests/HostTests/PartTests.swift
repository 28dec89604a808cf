// Part files on a real disk and a real pool, and a node that does at once what it is told.

import Bytes
import Digest
import Disk
import Glibc
import Node
import Reactor
import Testing
import Vocabulary

@testable import Host

@Suite("A part file of the real host") struct PartTests {
    private let content = [UInt8](repeating: 7, count: 300_000)
    private var key: Digest256 { SHA256.of(content) }
    private let one = IncomingID(number: 1)
    private let two = IncomingID(number: 2)

    private func plan(isFresh: Bool = false) -> PartPlan {
        PartPlan(key: key, size: Int64(content.count), isFresh: isFresh)
    }

    @Test("that is thrown away and begun anew in one breath is opened once") func again() throws {
        let stage = try Stage()
        let (host, content, plan) = (stage.host, content, plan())
        let wrong = [UInt8](repeating: 8, count: content.count)
        stage.node.hears = { completion in
            switch completion {
            case .opened(one, _):
                wrong.withSpan { host.write($0, at: 0, to: one) }
                host.seal(one)
            case .sealed(one, _, let digest):
                #expect(digest != plan.key)
                host.discard(one)
                host.openPart(two, plan)
            case .opened(two, let present):
                #expect(present.isEmpty)
                content.withSpan { host.write($0, at: 0, to: two) }
                host.seal(two)
            default: break
            }
        }
        host.openPart(one, plan)
        stage.run {
            stage.node.completions.contains {
                if case .sealed(two, _, _) = $0 { true } else { false }
            }
        }
        let openings = stage.node.completions.count {
            if case .opened(two, _) = $0 { true } else { false }
        }
        #expect(openings == 1)
        guard case .sealed(_, let size, let digest) = stage.node.completions.last else {
            return #expect(Bool(false))
        }
        #expect(size == Int64(content.count) && digest == key)
    }
}
