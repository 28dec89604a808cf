// What is made shorter is the same when it is made long again, by zlib's own hand.

import CZlib
import Testing

@testable import Gzip

/// What a reader of gzip makes of it; nil where it is none.
private func expanded(_ bytes: [UInt8], to length: Int) -> [UInt8]? {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    return withUnsafeMutablePointer(to: &stream) { stream in
        guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else { return nil }
        defer { inflateEnd(stream) }
        var input = bytes
        var isWhole = false
        let output = [UInt8](unsafeUninitializedCapacity: length + 1) { room, count in
            input.withUnsafeMutableBufferPointer { input in
                stream.pointee.next_in = input.baseAddress
                stream.pointee.avail_in = UInt32(input.count)
                stream.pointee.next_out = room.baseAddress
                stream.pointee.avail_out = UInt32(room.count)
                isWhole = inflate(stream, Z_FINISH) == Z_STREAM_END
                count = room.count - Int(stream.pointee.avail_out)
            }
        }
        return isWhole ? output : nil
    }
}

@Suite("gzip") struct GzipTests {
    @Test("comes back as it was", arguments: [100, 511, 512, 513, 4096, 40_000, 300_000])
    func thereAndBack(length: Int) throws {
        let text = (0..<length).map { UInt8(truncatingIfNeeded: 97 + $0 * $0 / 7 % 9) }
        let short = try #require(Gzip.compress(text))
        #expect(short.count < length)
        #expect(short.prefix(3) == [0x1f, 0x8b, 8])
        #expect(expanded(short, to: length) == text)
    }

    @Test("is not made where it is no shorter") func noise() {
        var state: UInt64 = 1
        let noise = (0..<2000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        #expect(Gzip.compress(noise) == nil)
        #expect(Gzip.compress([]) == nil)
        #expect(Gzip.compress([1]) == nil)
    }
}
