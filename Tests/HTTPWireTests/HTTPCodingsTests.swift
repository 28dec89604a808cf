// Whether a client wants gzip, as RFC 9110, section 12.5.3 has it.

import HTTPWire
import Testing

@Suite("A client wants gzip") struct HTTPCodingsTests {
    private func prefersGzip(_ fields: String...) -> Bool {
        var all = HTTPFields()
        for field in fields { all.add("Accept-Encoding", field) }
        return all.prefersGzip
    }

    @Test(
        "where it says so",
        arguments: [
            "gzip", "GZip", "x-gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8, *;q=0.1", "*",
            "gzip;q=1", "gzip;q=1.000", "gzip ; q=0.001", "deflate,\tgzip", "identity;q=0, *",
            "identity;q=0.5, gzip;q=0.5", "gzip;Q=0.5", ",,gzip",
        ])
    func wanted(field: String) {
        #expect(prefersGzip(field))
    }

    @Test(
        "and not where it names another, or says no, or what it says is no weight",
        arguments: [
            "", "identity", "deflate, br", "gzip;q=0", "gzip;q=0.000", "*;q=0", "*;q=0, gzip;q=0.0",
            "gzip;q=0, *", "identity, gzip;q=0.9", "gzip;q=", "gzip;q=2", "gzip;q=1.001",
            "gzip;q=0.1234", "gzip;q=-1", "gzip;q=1;x=y", "gzip;level=9", "gzip;", "gzipped",
            "gzip;q=0x1", "gzip;q=.5",
        ])
    func unwanted(field: String) {
        #expect(!prefersGzip(field))
    }

    @Test("in one field or in several") func several() {
        #expect(prefersGzip("br", "gzip"))
        #expect(!prefersGzip("br", "gzip;q=0"))
        #expect(!HTTPFields().prefersGzip)
    }
}
