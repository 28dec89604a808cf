// The memory of a libuv handle. From init until the close callback it is libuv's, whatever
// happens to its owner (libuv, design.rst); so the cell keeps itself alive until then.

import CUV

/// One libuv handle. Its owner closes it, at the latest when the owner goes.
class HandleCell {
    private let memory: UnsafeMutableRawPointer
    /// Set while the handle is open: what is open on a loop keeps the loop.
    private(set) var loop: Loop?

    init<Handle>(for type: Handle.Type) {
        memory = .allocate(
            byteCount: MemoryLayout<Handle>.size, alignment: MemoryLayout<Handle>.alignment)
    }

    deinit { memory.deallocate() }

    func pointer<Handle>(_ type: Handle.Type) -> UnsafeMutablePointer<Handle> {
        memory.assumingMemoryBound(to: type)
    }

    /// Initializes the handle with one of libuv's `uv_…_init`; its status is passed on, and below
    /// zero the cell stays closed and may be opened again.
    func open<Handle>(
        _ type: Handle.Type, on loop: Loop,
        with start: (UnsafeMutablePointer<uv_loop_t>, UnsafeMutablePointer<Handle>) -> Int32
    ) -> Int32 {
        precondition(self.loop == nil, "a cell holds one handle at a time")
        let status = start(loop.handle, pointer(type))
        guard status >= 0 else { return status }
        uv_handle_set_data(pointer(uv_handle_t.self), Unmanaged.passUnretained(self).toOpaque())
        self.loop = loop
        return status
    }

    /// Gives the handle back to libuv. No callback of the handle comes after this.
    func close() {
        // The loop must outlast this call: it may be the last thing that holds the loop.
        guard let loop else { return }
        defer { withExtendedLifetime(loop) {} }
        self.loop = nil
        _ = Unmanaged.passRetained(self)
        uv_close(pointer(uv_handle_t.self)) {
            Unmanaged<HandleCell>.fromOpaque(uv_handle_get_data($0)).release()
        }
    }

    static func of<Handle>(_ handle: UnsafeMutablePointer<Handle>?) -> Self {
        let data = uv_handle_get_data(
            UnsafeMutableRawPointer(handle!).assumingMemoryBound(to: uv_handle_t.self))
        return unsafeDowncast(
            Unmanaged<HandleCell>.fromOpaque(data!).takeUnretainedValue(), to: Self.self)
    }
}
