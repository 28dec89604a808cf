// What sockets need from Linux beyond POSIX: calls that want the GNU names, structures that only
// C spells well, and the control messages of datagrams. Nothing here decides anything.
//
// The system's headers are seen by sockets.c alone: read with the GNU names they define some types
// (fd_set) otherwise than Swift's own module of them does.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// accept4(2): the next connection, already non-blocking and not for our children.
int linux_accept(int listener, void *address, uint32_t *length);

/// SO_PEERCRED, unix(7): who connected to a local socket.
int linux_peer_credentials(int fd, int32_t *pid, uint32_t *uid);

/// FIONREAD: bytes that arrived and were not read; 0 where nobody can tell.
int linux_bytes_unread(int fd);

/// SO_LINGER of no time at all: close(2) will send a reset (socket(7)).
void linux_reset_on_close(int fd);

/// preadv2(2) of one byte with RWF_NOWAIT: 1 where it is in memory, -1 with EAGAIN where it is not.
long linux_probe_byte(int fd, int64_t offset);

enum { LINUX_PASSED = 4 };

/// recvmsg(2): what recv(2) gives, and the descriptors that came with it (SCM_RIGHTS, unix(7)), at
/// most LINUX_PASSED of them and not for our children. What has no place is closed by the kernel.
long linux_receive_passed(int fd, void *bytes, size_t length, int *passed, int *count);

/// sendmsg(2): what send(2) does, and `passed` goes along with the first byte.
long linux_send_passing(int fd, const void *bytes, size_t length, int passed);

enum { LINUX_DATAGRAMS = 64 };

/// A datagram as it arrived; addresses in host order, IPv4 in its mapped form. It came in by the
/// interface with that address (IPv4), or with that index (IPv6).
struct linux_datagram {
    uint64_t source_high, source_low;
    uint32_t interface, index;
    uint32_t length;
    uint16_t port;
    uint8_t cut;
};

/// recvmmsg(2): up to LINUX_DATAGRAMS datagrams into places of `stride` bytes each.
int linux_receive_datagrams(
    int fd, uint8_t *places, size_t stride, struct linux_datagram *datagrams);

/// Where a datagram goes; addresses as in `linux_datagram`.
struct linux_answer {
    uint64_t target_high, target_low;
    uint32_t length;
    uint16_t port;
};

/// sendmmsg(2): `count` datagrams, at most LINUX_DATAGRAMS, from places of `stride` bytes each. One
/// that cannot be sent is passed over. Returns how many were sent.
int linux_send_datagrams(
    int fd, const uint8_t *places, size_t stride, const struct linux_answer *answers, int count);

/// sendmsg(2) with IP_PKTINFO: an IPv4 datagram that leaves by the interface with that address.
long linux_send_datagram(
    int fd, const void *bytes, size_t length, uint32_t target, uint16_t port, uint32_t interface);

/// IP_ADD_MEMBERSHIP or IP_DROP_MEMBERSHIP, ip(7), by the interface's address.
int linux_membership(int fd, int joins, uint32_t group, uint32_t interface);

/// sendmsg(2) with IPV6_PKTINFO: an IPv6 datagram that leaves by that interface, from its address
/// `source`. Addresses are sixteen bytes.
long linux_send_datagram6(
    int fd, const void *bytes, size_t length, const void *target, uint16_t port,
    const void *source, uint32_t index);

/// IPV6_ADD_MEMBERSHIP or IPV6_DROP_MEMBERSHIP, ipv6(7), by the interface's index.
int linux_membership6(int fd, int joins, const void *group, uint32_t index);
