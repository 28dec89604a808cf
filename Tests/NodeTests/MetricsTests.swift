// What a node counts of itself, and what its log tells of changes.

import HTTPWire
import Testing
import Vocabulary

@testable import Node

extension Scene {
    /// The value of one sample of /metrics.
    fileprivate func metric(_ sample: String) -> Double? {
        let page = operate("GET", "/metrics").body
        let line = page.split(separator: "\n").first { $0.hasPrefix(sample + " ") }
        return line.flatMap { Double($0.split(separator: " ").last ?? "") }
    }
}

@Suite("A node counts") struct CountingTests {
    @Test("its answers by class") func answers() {
        let scene = peer()
        #expect(scene.metric(#"distrishare_http_responses_total{class="2xx"}"#) == 0)
        _ = scene.operate("GET", "/api/v1/status")
        _ = scene.operate("GET", "/nowhere")
        _ = scene.dial("GET / HTTP/1.1\r\nbroken\r\n\r\n")
        #expect(scene.metric(#"distrishare_http_responses_total{class="2xx"}"#) == 2)
        #expect(scene.metric(#"distrishare_http_responses_total{class="4xx"}"#) == 2)
    }

    @Test("what old clients ask, and what is no question") func oldRequests() {
        let scene = peer()
        _ = scene.old(#"{"type":"search","filename":"a","secret":""}"#)
        _ = scene.old("[1,2]")
        #expect(scene.metric(#"distrishare_json_requests_total{kind="search"}"#) == 1)
        #expect(scene.metric(#"distrishare_json_requests_total{kind="malformed"}"#) == 1)
        #expect(scene.metric(#"distrishare_json_requests_total{kind="download"}"#) == 0)
    }

    @Test("what the host counts, and what the ledger lost") func world() {
        let scene = peer()
        scene.host.figures.bytesSent = 12
        scene.host.figures.connectionsRefused = 3
        scene.complete(.ledgerFailed(WorldError(.full, "the disk is full")))
        #expect(scene.metric("distrishare_sent_bytes_total") == 12)
        #expect(scene.metric("distrishare_connections_refused_total") == 3)
        #expect(scene.metric("distrishare_ledger_failures_total") == 1)
        #expect(scene.metric("process_resident_memory_bytes") == nil)
    }

    @Test("every table against its limit") func tables() {
        let scene = peer()
        for table in scene.node.tables {
            let name = #"distrishare_table_entries_max{table="\#(table.name)"}"#
            #expect(scene.metric(name) == Double(table.limit))
        }
    }

    @Test("as a bootstrap, too") func role() {
        let scene = bootstrap()
        let page = scene.operate("GET", "/metrics").body
        #expect(page.contains(#"role="bootstrap"}"#))
        #expect(scene.metric("distrishare_uptime_seconds") == 0)
        scene.pass(.seconds(61))
        #expect(scene.metric("distrishare_uptime_seconds") == 61)
    }
}

@Suite("The log tells of changes") struct ChangeLogTests {
    private let tokenField = "Authorization: Bearer \(operatorToken.text)"

    private func lines(_ scene: Scene<PeerNode>) -> [String] {
        scene.log.filter { $0.hasPrefix("operator: ") }
    }

    @Test("who made one, from where, and that it is done") func done() {
        let scene = peer { $0.operatorToken = operatorToken }
        let body = #"{"address":"10.0.0.9:9000"}"#
        _ = scene.operate("POST", "/api/v1/nodes", body)
        _ = scene.dial(request("POST", "/api/v1/nodes", body, tokenField), from: "10.0.0.7:40000")
        #expect(
            lines(scene) == [
                "operator: node 10.0.0.9:9000 added, by user 0, process 1",
                "operator: node 10.0.0.9:9000 added, by 10.0.0.7:40000 with the token",
            ])
    }

    @Test("of one that could not be made, why") func notDone() {
        let scene = peer()
        _ = scene.operate("DELETE", "/api/v1/downloads/7")
        #expect(
            lines(scene) == [
                "operator: not done: download 7 cancelled, by user 0, process 1: "
                    + "there is no such download"
            ])
    }

    @Test("of somebody who may not, and nothing that he sent along") func refused() {
        let scene = peer { $0.operatorToken = operatorToken }
        let asked = request(
            "POST", "/api/v1/nodes?password=swordfish", #"{"address":"10.0.0.9:9000"}"#,
            "Authorization: Bearer swordfish")
        _ = scene.dial(asked, from: "10.0.0.7:40000")
        let told = lines(scene)
        #expect(told.count == 1)
        #expect(told[0].contains("POST /api/v1/nodes refused to 10.0.0.7:40000"))
        #expect(!scene.log.contains { $0.contains("swordfish") })
        #expect(!scene.log.contains { $0.contains("open sesame") })
    }

    @Test("of strangers so often, and no more") func flood() {
        let scene = peer { $0.operatorToken = operatorToken }
        for _ in 0..<Limits.refusalsTold * 2 {
            _ = scene.dial(request("DELETE", "/api/v1/downloads/1"))
        }
        #expect(lines(scene).count == Limits.refusalsTold)
        scene.pass(.seconds(61))
        _ = scene.dial(request("DELETE", "/api/v1/downloads/1"))
        #expect(lines(scene).count == Limits.refusalsTold + 1)
    }

    @Test("not of views") func views() {
        let scene = peer()
        _ = scene.operate("GET", "/api/v1/status")
        _ = scene.dial(request("GET", "/api/v1/status"))
        #expect(lines(scene).isEmpty)
    }
}
