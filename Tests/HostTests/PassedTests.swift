// More descriptors than anybody needs, from a process of this machine.

import Glibc
import Journal
import Testing
import Vocabulary

@testable import Host

@Suite("Descriptors that are passed") struct PassedTests {
    @Test("beyond what is held are closed, and the log tells of it once") func flood() throws {
        let stage = try Stage()
        for _ in 0..<Limits.descriptorsHeld + 200 {
            let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
            try #require(descriptor >= 0, "what was not kept was closed")
            stage.host.descriptorArrived(descriptor, on: ConnectionID(raw: 1))
        }
        let told = stage.journal.lines.count { $0.contains("too many descriptors") }
        #expect(told == Limits.overflowsTold)
    }
}
