// A bootstrap that speaks dialects B and L, and what its clients say.

import Digest
import Directory
import HTTPWire
import Testing
import Vocabulary

@testable import Node

func old(
    _ change: (inout NodeSettings) -> Void = { _ in }, memory: Memory = Memory()
) -> Scene<BootstrapNode> {
    bootstrap(
        { settings in
            settings.servesBearer = true
            settings.servesLogin = true
            settings.selfRegistration = true
            change(&settings)
        }, memory: memory)
}

let ada = "10.0.0.7:40000"
let bob = "10.0.0.8:40000"

extension Scene where Actor == BootstrapNode {
    func said(
        _ method: String, _ target: String, _ body: String = "", token: String? = nil,
        from sender: String = ada
    ) -> Reply {
        let field = token.map { ["Authorization: Bearer \($0)"] } ?? []
        var lines = ["\(method) \(target) HTTP/1.1", "Host: whatever.example"] + field
        if method != "GET" { lines += ["Content-Length: \(body.utf8.count)"] }
        let id = dial((lines + ["", body]).joined(separator: "\r\n"), from: sender)
        hashAndWrite()
        return Reply(host.wire(id).text)
    }

    /// Dialect B: a login, and its token.
    func bearer(
        _ name: String, _ url: String = "grpc://10.0.0.7:50051", password: String = "x",
        from sender: String = ada
    ) -> String {
        let body = #"{"username":"\#(name)","password":"\#(password)","url":"\#(url)"}"#
        let reply = said("POST", "/login", body, from: sender)
        #expect(reply.status == 200 && reply.body.hasPrefix(#"{"status":"ok","token":""#))
        return String(reply.body.dropFirst(24).prefix(64))
    }

    func find(_ name: String) -> String {
        said("POST", "/buscar", #"{"archivo":"\#(name)"}"#).body
    }

    /// Dialect L: a login.
    @discardableResult
    func login(
        _ name: String, _ index: String = "[]", password: String = "x", from sender: String = ada
    ) -> Reply {
        let query = "username=\(name)&password=\(password)&files_index="
        return said(
            "POST", "/login?" + query + PercentCoding.encodeQuery(index), from: sender)
    }

    func search(_ name: String) -> Reply {
        said("GET", "/buscar_archivos?filename=" + PercentCoding.encodeQuery(name))
    }
}
