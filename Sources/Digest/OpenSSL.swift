// OpenSSL as a whole: how it ends.

import COpenSSL

package enum OpenSSL {
    /// To be called before anything is digested, by a program that digests on other threads.
    /// OpenSSL would take itself down in an exit handler, under the feet of a pool that is still
    /// at a file; what it holds goes with the process anyway.
    package static func staysToTheEnd() {
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
    }
}
