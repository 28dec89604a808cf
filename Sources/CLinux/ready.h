// epoll(7) and timerfd_create(2), which Glibc's module leaves out. Nothing here decides anything.
// Plain system calls, and the kernel's numbers spelled out: glibc's headers would bring `fd_set`
// with other names inside than in Glibc's module, the kernel's another `struct flock`; and of two
// definitions the compiler takes neither.
#pragma once
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LINUX_READY = 64 };

/// A descriptor that is ready, by the number that it was added with.
struct linux_ready { uint64_t tag; uint32_t events; };

enum {
    linux_readable = 0x001,    // EPOLLIN
    linux_writable = 0x004,    // EPOLLOUT
    linux_failed = 0x008,      // EPOLLERR
    linux_hung_up = 0x010,     // EPOLLHUP
    linux_input_ends = 0x2000, // EPOLLRDHUP
    linux_tcp_congestion = 13, // TCP_CONGESTION, tcp(7)
};

/// The kernel's `struct epoll_event`, which it packs on x86-64 only.
#ifdef __x86_64__
struct __attribute__((packed)) linux_epoll_event { uint32_t events; uint64_t data; };
#else
struct linux_epoll_event { uint32_t events; uint64_t data; };
#endif

static inline int linux_epoll_open(void) { return (int)syscall(SYS_epoll_create1, O_CLOEXEC); }

static inline int linux_epoll_control(int epoll, int how, int fd, uint32_t events, uint64_t tag) {
    struct linux_epoll_event event = { events, tag };
    return (int)syscall(SYS_epoll_ctl, epoll, how, fd, &event);
}

/// EPOLL_CTL_ADD, level-triggered. Closing the descriptor takes it out again.
static inline int linux_epoll_add(int epoll, int fd, uint32_t events, uint64_t tag) {
    return linux_epoll_control(epoll, 1, fd, events, tag);
}

/// EPOLL_CTL_MOD.
static inline int linux_epoll_change(int epoll, int fd, uint32_t events, uint64_t tag) {
    return linux_epoll_control(epoll, 3, fd, events, tag);
}

/// EPOLL_CTL_DEL.
static inline int linux_epoll_remove(int epoll, int fd) {
    return linux_epoll_control(epoll, 2, fd, 0, 0);
}

/// What is ready now, without waiting, and at most `most` and LINUX_READY of it: how many of
/// `ready`, or -1.
static inline int linux_epoll_ready(int epoll, struct linux_ready *ready, int most) {
    struct linux_epoll_event events[LINUX_READY];
    if (most > LINUX_READY) most = LINUX_READY;
    int count = (int)syscall(SYS_epoll_pwait, epoll, events, most, 0, (void *)0, 8);
    for (int i = 0; i < count; i++) {
        ready[i].tag = events[i].data;
        ready[i].events = events[i].events;
    }
    return count;
}

/// A clock of nanoseconds that is a descriptor, on the monotonic time (CLOCK_MONOTONIC is 1;
/// TFD_CLOEXEC, TFD_NONBLOCK and EPOLL_CLOEXEC are O_CLOEXEC and O_NONBLOCK).
static inline int linux_timer_open(void) {
    return (int)syscall(SYS_timerfd_create, 1, O_NONBLOCK | O_CLOEXEC);
}

/// Makes the clock readable at a moment of the monotonic time; at once where that is past.
/// Setting it anew takes back what it said before. (TFD_TIMER_ABSTIME is 1.)
static inline int linux_timer_arm(int fd, uint64_t nanoseconds) {
    int64_t when[4] = { 0, 0, 0, 0 };
    when[2] = (int64_t)(nanoseconds / 1000000000u);
    when[3] = (int64_t)(nanoseconds % 1000000000u);
    return (int)syscall(SYS_timerfd_settime, fd, 1, when, (void *)0);
}
