// System calls and macros that Swift cannot reach: variadic `syscall`, cmsg macros, and numbers
// that Debian 12's glibc has no wrapper for. Nothing here decides anything.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/// openat2(2): opens `path` beneath `directory`, never through a symbolic link or `..`.
static inline int linux_open_beneath(int directory, const char *path, int flags, unsigned mode) {
    struct open_how how;
    memset(&how, 0, sizeof how);
    how.flags = (uint64_t)flags;
    how.mode = (flags & (O_CREAT | O_TMPFILE)) ? mode : 0;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

struct linux_cachestat_range { uint64_t offset, length; };
struct linux_cachestat { uint64_t cached, dirty, writeback, evicted, recently_evicted; };

/// cachestat(2), number 451 on every architecture: how many pages of a range are in the page cache.
static inline int linux_cachestat(int fd, uint64_t offset, uint64_t length, struct linux_cachestat *stat) {
    struct linux_cachestat_range range = { offset, length };
    return (int)syscall(451, fd, &range, stat, 0u);
}
