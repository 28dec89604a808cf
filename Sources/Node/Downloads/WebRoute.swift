// The way to something on the web: an address, and where redirects lead.
//
// Law. Nobody is sent on to where fewer can reach: from a public address to a private one, or from
//      the LAN to this machine itself. A page of others must not make us ask what only we can
//      reach. It is checked after every redirect and look-up.

import HTTPWire
import Vocabulary

struct WebRoute {
    private(set) var address: WebAddress
    private(set) var redirects = 0
    /// The widest of the circles that addresses on the way belong to.
    private var widest = Reach.machine

    /// Who can reach an address.
    private enum Reach: Comparable { case machine, network, world }

    init(address: WebAddress) { self.address = address }

    static func isRedirect(_ status: Int) -> Bool { [301, 302, 303, 307, 308].contains(status) }

    /// Takes an address that was looked up. False: it must not be asked.
    mutating func admit(_ found: IPAddress) -> Bool {
        let reach: Reach =
            if found.isLoopback || found.isUnspecified {
                .machine
            } else if found.isNobodyElse || found.isPrivate {
                .network
            } else {
                .world
            }
        // The first address is a person's own wish, whatever it is: nothing is narrower yet.
        if reach < widest { return false }
        widest = max(widest, reach)
        return true
    }

    /// Goes where a redirect leads. A sentence where it leads nowhere.
    mutating func follow(_ location: String?) -> String? {
        guard redirects < Limits.redirects else { return "it redirects in a circle" }
        redirects += 1
        guard let location else { return "it redirects to nowhere" }
        do throws(WebAddress.Refusal) {
            address = try address.redirected(to: location)
            return nil
        } catch {
            return error == .needsTLS
                ? "it redirects to https, and there is no TLS here"
                : "it redirects to what is no address"
        }
    }

    static func request(
        _ address: WebAddress, _ fields: [(name: String, value: String)]
    ) -> Call.Dialect {
        var head = HTTPRequestHead(method: "GET", target: address.target, fields: HTTPFields())
        head.fields.add("host", address.authority)
        head.fields.add("user-agent", "DistriShare/\(Version.text)")
        head.fields.add("accept-encoding", "identity")
        for (name, value) in fields { head.fields.add(name, value) }
        return .http(HTTPClient(method: "GET"), head, body: [])
    }
}

extension Downloads {
    func beginWeb(_ download: Download, at now: Instant) {
        // Each beginning goes the whole way: a redirect that led somewhere yesterday may not today.
        guard case .url(let address, _) = download.request.what else { return }
        download.web = WebRoute(address: address)
        let isUnderWay = all.contains {
            $0 !== download && $0.isRunning && $0.request.what == download.request.what
        }
        if isUnderWay {
            return rest(download, "another download fetches the same address", at: now)
        }
        lookUp(download, at: now)
    }

    private func lookUp(_ download: Download, at now: Instant) {
        guard let place = download.web?.address.place else { return }
        if let address = IPAddress(place.host) {
            return webResolved(download, to: [address], at: now)
        }
        let job = desk.newJob()
        download.state = .resolving(job)
        changed(download, at: now)
        host.resolve(place.host, for: job)
    }

    func webResolved(_ download: Download, to addresses: [IPAddress], at now: Instant) {
        let admitted = addresses.filter { download.web?.admit($0) == true }
        guard !admitted.isEmpty, let route = download.web else {
            let reason = "it redirects to an address that only this network or machine reaches"
            return fail(download, .refused, reason, at: now)
        }
        download.meet(
            route.address,
            at: admitted.compactMap { Endpoint($0, port: route.address.place.port) })
        download.target = download.target ?? download.request.webName
        if route.redirects == 0, download.digest != nil,
            download.part == nil || download.wantedDigest != nil
        {
            // Nodes of ours may have that very content, too.
            return search(for: download, at: nil, now)
        }
        prepare(download, at: now)
    }

    func redirected(
        _ download: Download, _ transfer: Transfer, _ lane: Lane, _ head: HTTPResponseHead,
        at now: Instant
    ) {
        let problem = download.web?.follow(head.fields["location"])
        if let problem {
            lane.source.standing = .gone
            return failed(download, transfer, lane, .other, problem, at: now)
        }
        letGo(of: download, keeping: true, at: now)
        lookUp(download, at: now)
    }
}

extension Download {
    /// The server that is asked from now on, one of its addresses after the other. A way that is
    /// gone a second time has it already.
    func meet(_ address: WebAddress, at endpoints: [Endpoint]) {
        for source in sources where source.isWeb && source.standing == .usable {
            source.standing = .gone
        }
        for endpoint in endpoints {
            let known = sources.first {
                $0.endpoint == endpoint && $0.access == .web(address) && $0.standing != .lied
            }
            if let known {
                known.foundAgain()
                continue
            }
            guard sources.count < Limits.holders else { return }
            sources.append(
                Source(
                    number: sources.count, endpoint: endpoint, id: nil, access: .web(address),
                    label: address.authority))
        }
    }
}

extension DownloadRequest {
    /// What is fetched from the web is called as its address ends.
    var webName: FileName? {
        if case .url(let address, _) = what { address.fileName } else { nil }
    }
}
