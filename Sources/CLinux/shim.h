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
#include <sys/statfs.h>
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
static inline int linux_cachestat(
    int fd, uint64_t offset, uint64_t length, struct linux_cachestat *stat) {
    struct linux_cachestat_range range = { offset, length };
    return (int)syscall(451, fd, &range, stat, 0u);
}

/// renameat2(2) with RENAME_NOREPLACE: fails with EEXIST rather than replace what has the name.
static inline int linux_rename_new(int from, const char *source, int to, const char *target) {
    return (int)syscall(SYS_renameat2, from, source, to, target, 1u);
}

/// copy_file_range(2) from `offset` of one file to the same place of another.
static inline long linux_copy_file_range(
    int from, int to, int64_t offset, unsigned long length) {
    int64_t source = offset, target = offset;
    return syscall(SYS_copy_file_range, from, &source, to, &target, length, 0u);
}

struct linux_piece { void *bytes; unsigned long length; };

/// preadv2(2) with RWF_NOWAIT, which is 8: what is in the page cache, and never a wait for a disk.
static inline long linux_read_cached(int fd, void *bytes, unsigned long length, int64_t offset) {
    struct linux_piece piece = { bytes, length };
    return syscall(SYS_preadv2, fd, &piece, 1ul, (long)offset, 0l, 8l);
}

/// fallocate(2) of mode 0: reserves blocks, and lengthens the file; what is there stays.
static inline int linux_reserve(int fd, int64_t offset, int64_t length) {
    return (int)syscall(SYS_fallocate, fd, 0, offset, length);
}

/// SEEK_DATA and SEEK_HOLE of lseek(2): where the next bytes are that have blocks, and their end.
enum { linux_seek_data = 3, linux_seek_hole = 4 };

/// fstatfs(2): the magic number of the file system that `fd` lies on, or -1.
static inline long linux_file_system(int fd) {
    struct statfs status;
    return fstatfs(fd, &status) == 0 ? (long)status.f_type : -1;
}

/// O_PATH, a name for a place that needs no right to read it (the same on x86-64 and arm64).
enum { linux_open_path = 010000000 };

/// RUSAGE_THREAD of getrusage(2): the calling thread alone.
enum { linux_usage_thread = 1 };

#include "ready.h"
