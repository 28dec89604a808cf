// How many requests for documents a caller may make, and what he is told of that.

import HTTPWire
import Testing
import Vocabulary

@testable import Node

private let ours = Allowances.Caller.address(address("10.0.0.1"))

@Suite("An allowance") struct AllowanceTests {
    @Test("is whole again a minute after its first request") func minute() {
        var allowances = Allowances()
        for left in [2, 1, 0] {
            let (quota, isAllowed) = allowances.spend(by: ours, of: 3, at: second(100))
            #expect(isAllowed && quota == Quota(.requests(3), remaining: left, reset: 60))
        }
        let late = allowances.spend(by: ours, of: 3, at: second(159))
        #expect(!late.isAllowed && late.quota == Quota(.requests(3), remaining: 0, reset: 1))
        #expect(allowances.spend(by: ours, of: 3, at: second(160)).quota.remaining == 2)
        #expect(allowances.count == 1)
    }

    @Test("is each caller's own") func own() {
        var allowances = Allowances()
        for last in 1...5 {
            let caller = Allowances.Caller.address(address("10.0.0.\(last)"))
            #expect(allowances.spend(by: caller, of: 1, at: second(1)).isAllowed)
            #expect(!allowances.spend(by: caller, of: 1, at: second(2)).isAllowed)
        }
    }

    @Test("makes room for others when there are too many, the first of all") func room() {
        var allowances = Allowances()
        func caller(_ number: Int) -> Allowances.Caller {
            .address(IPAddress(high: 0x2001_0db8_0000_0000 + UInt64(number), low: 0))
        }
        for number in 0...Limits.callersCounted {
            _ = allowances.spend(by: caller(number), of: 1, at: second(1))
        }
        #expect(allowances.count == Limits.callersCounted)
        #expect(!allowances.spend(by: caller(1), of: 1, at: second(1)).isAllowed)
        #expect(allowances.spend(by: caller(0), of: 1, at: second(1)).isAllowed)
        #expect(allowances.spend(by: caller(0), of: 1, at: second(61)).isAllowed)
        #expect(allowances.count == 1)
    }
}

@Suite("Requests for documents") struct CountedRequestTests {
    private func asked(
        _ scene: Scene<PeerNode>, _ target: String, _ word: String = secret.text,
        from sender: String = "10.0.0.2:40000"
    ) -> Reply {
        let id = scene.dial(
            request("GET", target, "", "Authorization: Bearer \(word)"), from: sender)
        return Reply(scene.host.wire(id).text)
    }

    @Test("are told what is left, and refused when nothing is") func told() {
        let scene = peer { $0.requestsPerMinute = 2 }
        for left in [1, 0] {
            let reply = asked(scene, "/api/v1/status")
            #expect(reply.status == 200)
            #expect(reply.has("\r\nRatelimit-Policy: \"requests\";q=2;w=60\r\n"))
            #expect(reply.has("\r\nRatelimit: \"requests\";r=\(left);t=60\r\n"))
        }
        scene.pass(.seconds(20))
        let refused = asked(scene, "/api/v1/status")
        #expect(refused.status == 429)
        #expect(refused.has("\r\nRetry-After: 40\r\n"))
        #expect(refused.has("\r\nRatelimit: \"requests\";r=0;t=40\r\n"))
        #expect(refused.text.components(of: "Ratelimit: ") == 1)
        #expect(asked(scene, "/api/v1/status", from: "10.0.0.3:1").status == 200)
        scene.pass(.seconds(40))
        #expect(asked(scene, "/api/v1/status").status == 200)
    }

    @Test("count where a credential is wrong, too") func guesses() {
        let scene = peer { $0.requestsPerMinute = 2 }
        let statuses = (0..<3).map { _ in asked(scene, "/files/a.txt", "guess").status }
        #expect(statuses == [401, 401, 429])
    }

    @Test("count of this machine and of the operator not at all")
    func exempt() {
        let scene = peer {
            $0.requestsPerMinute = 1
            $0.operatorToken = operatorToken
        }
        for _ in 0..<3 {
            #expect(asked(scene, "/api/v1/status", from: "127.0.0.1:40000").status == 200)
            #expect(asked(scene, "/api/v1/status", operatorToken.text).status == 200)
            let reply = scene.operate("GET", "/api/v1/status")
            #expect(reply.status == 200 && !reply.has("Ratelimit"))
        }
    }

    @Test("are not what files are, and what nodes of ours say") func others() {
        let scene = bootstrap { $0.requestsPerMinute = 1 }
        let surface = scene.node.desk.surface
        for _ in 0..<3 {
            let body = surface.encode(registration("ann"))
            let reply = scene.proven("POST", "/api/v1/peers", body, from: "10.0.0.2:40000")
            #expect(reply.status == 200 && !reply.has("Ratelimit"))
            let search = scene.proven("GET", "/api/v1/files?q=a", from: "10.0.0.2:40000")
            #expect(search.status == 200 && !search.has("Ratelimit"))
            let monitor = scene.dial(request("GET", "/healthz"))
            #expect(Reply(scene.host.wire(monitor).text).status == 200)
        }
        let files = sharing { $0.requestsPerMinute = 1 }
        for _ in 0..<3 { #expect(asked(files, "/files/a.txt").status == 200) }
    }

    @Test("are as many as anybody likes where the config says so") func unlimited() {
        let scene = peer { $0.requestsPerMinute = 0 }
        for _ in 0..<2000 { #expect(asked(scene, "/api/v1/status").status == 200) }
    }
}
