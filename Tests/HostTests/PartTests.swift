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

    @Test("is deleted by the pool, not by the loop, and whoever wants it anew waits for that")
    func deleted() throws {
        let stage = try Stage()
        let host = stage.host
        host.openPart(one, plan())
        stage.run { !stage.node.completions.isEmpty }
        content.withSpan { host.write($0, at: 0, to: one) }
        host.discard(one)
        #expect(!host.closingParts.isEmpty)
        stage.run { host.closingParts.isEmpty }
        #expect(stage.incomplete.isEmpty)
        host.openPart(two, plan())
        stage.run { stage.node.completions.count == 2 }
        content.withSpan { host.write($0, at: 0, to: two) }
        host.park(two)
        stage.run { host.closingParts.isEmpty }
        #expect(stage.incomplete.count == 2)
        host.removePart(key)
        host.openPart(IncomingID(number: 3), plan())
        #expect(!host.removingParts.isEmpty)
        stage.run { stage.node.completions.count == 3 }
        guard case .opened(_, let present) = stage.node.completions[2] else {
            return #expect(Bool(false))
        }
        #expect(present.isEmpty && host.removingParts.isEmpty)
    }

    @Test("and what was passed for a file that is not here is closed") func passed() throws {
        let stage = try Stage()
        let fd = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard let id = stage.host.passed.keep(PassedDescriptor(adopting: fd)),
            let name = FileName("a")
        else { return #expect(Bool(false)) }
        stage.host.deliver(
            share: 99, name, to: id, removing: false, for: JobID(number: 1))
        stage.run { !stage.node.completions.isEmpty }
        #expect((try? stage.host.passed.take(id)) == nil && fcntl(fd, F_GETFD) == -1)
    }

    @Test("that is parked and then not wanted at all is gone") func parkedAndGone() throws {
        let stage = try Stage()
        let host = stage.host
        host.openPart(one, plan())
        stage.run { !stage.node.completions.isEmpty }
        content.withSpan { host.write($0, at: 0, to: one) }
        host.park(one)
        host.openPart(two, plan())
        host.discard(two)
        stage.run { host.closingParts.isEmpty }
        #expect(stage.incomplete.isEmpty)
    }
}
