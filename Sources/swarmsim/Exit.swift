// The one word of libc that this program needs.

import Glibc

func exitProgram(_ status: Int32) -> Never {
    exit(status)
}
