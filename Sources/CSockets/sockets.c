#define _GNU_SOURCE
#include "CSockets.h"

#include <endian.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

int linux_accept(int listener, void *address, uint32_t *length) {
    return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int linux_peer_credentials(int fd, int32_t *pid, uint32_t *uid) {
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) < 0) return -1;
    *pid = credentials.pid;
    *uid = credentials.uid;
    return 0;
}

int linux_bytes_unread(int fd) {
    int count = 0;
    return ioctl(fd, FIONREAD, &count) < 0 ? 0 : count;
}

void linux_reset_on_close(int fd) {
    struct linger none = { 1, 0 };
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

long linux_probe_byte(int fd, int64_t offset) {
    char byte;
    struct iovec piece = { &byte, 1 };
    return preadv2(fd, &piece, 1, offset, RWF_NOWAIT);
}

long linux_receive_passed(int fd, void *bytes, size_t length, int *passed, int *count) {
    struct iovec piece = { bytes, length };
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(LINUX_PASSED * sizeof(int))];
    struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1,
                              .msg_control = control, .msg_controllen = sizeof control };
    *count = 0;
    long received = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    if (received < 0) return received;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header;
         header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        // The room that alignment adds may hold one more than was asked for.
        size_t places = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < places; i++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(header) + i * sizeof(int), sizeof descriptor);
            if (*count < LINUX_PASSED) passed[(*count)++] = descriptor;
            else close(descriptor);
        }
    }
    return received;
}

long linux_send_passing(int fd, const void *bytes, size_t length, int passed) {
    struct iovec piece = { (void *)bytes, length };
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    memset(control, 0, sizeof control);
    struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1,
                              .msg_control = control, .msg_controllen = sizeof control };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &passed, sizeof passed);
    return sendmsg(fd, &message, MSG_NOSIGNAL);
}

static void read_source(const struct sockaddr_storage *from, struct linux_datagram *datagram) {
    if (from->ss_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)from;
        uint64_t halves[2];
        memcpy(halves, &six->sin6_addr, sizeof halves);
        datagram->source_high = be64toh(halves[0]);
        datagram->source_low = be64toh(halves[1]);
        datagram->port = ntohs(six->sin6_port);
    } else {
        const struct sockaddr_in *four = (const struct sockaddr_in *)from;
        datagram->source_low = 0xffff00000000 | ntohl(four->sin_addr.s_addr);
        datagram->port = ntohs(four->sin_port);
    }
}

static void read_interface(struct msghdr *header, struct linux_datagram *datagram) {
    for (struct cmsghdr *control = CMSG_FIRSTHDR(header); control;
         control = CMSG_NXTHDR(header, control)) {
        if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo info;
            memcpy(&info, CMSG_DATA(control), sizeof info);
            datagram->interface = ntohl(info.ipi_spec_dst.s_addr);
        } else if (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo info;
            memcpy(&info, CMSG_DATA(control), sizeof info);
            datagram->index = info.ipi6_ifindex;
        }
    }
}

int linux_receive_datagrams(
    int fd, uint8_t *places, size_t stride, struct linux_datagram *datagrams) {
    struct mmsghdr messages[LINUX_DATAGRAMS];
    struct iovec pieces[LINUX_DATAGRAMS];
    struct sockaddr_storage sources[LINUX_DATAGRAMS];
    _Alignas(struct cmsghdr)
        char controls[LINUX_DATAGRAMS][CMSG_SPACE(sizeof(struct in6_pktinfo))];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < LINUX_DATAGRAMS; i++) {
        pieces[i].iov_base = places + (size_t)i * stride;
        pieces[i].iov_len = stride;
        messages[i].msg_hdr.msg_iov = &pieces[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        messages[i].msg_hdr.msg_name = &sources[i];
        messages[i].msg_hdr.msg_namelen = sizeof sources[i];
        messages[i].msg_hdr.msg_control = controls[i];
        messages[i].msg_hdr.msg_controllen = sizeof controls[i];
    }
    int count = recvmmsg(fd, messages, LINUX_DATAGRAMS, MSG_DONTWAIT, 0);
    for (int i = 0; i < count; i++) {
        memset(&datagrams[i], 0, sizeof datagrams[i]);
        datagrams[i].length = messages[i].msg_len;
        datagrams[i].cut = (messages[i].msg_hdr.msg_flags & MSG_TRUNC) != 0;
        read_source(&sources[i], &datagrams[i]);
        read_interface(&messages[i].msg_hdr, &datagrams[i]);
    }
    return count;
}

static socklen_t write_target(
    const struct linux_answer *answer, struct sockaddr_in6 *six, struct sockaddr_in *four) {
    if (answer->target_high == 0 && answer->target_low >> 32 == 0xffff) {
        memset(four, 0, sizeof *four);
        four->sin_family = AF_INET;
        four->sin_port = htons(answer->port);
        four->sin_addr.s_addr = htonl((uint32_t)answer->target_low);
        return sizeof *four;
    }
    uint64_t halves[2] = { htobe64(answer->target_high), htobe64(answer->target_low) };
    memset(six, 0, sizeof *six);
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(answer->port);
    memcpy(&six->sin6_addr, halves, sizeof halves);
    return sizeof *six;
}

int linux_send_datagrams(
    int fd, const uint8_t *places, size_t stride, const struct linux_answer *answers, int count) {
    struct mmsghdr messages[LINUX_DATAGRAMS];
    struct iovec pieces[LINUX_DATAGRAMS];
    union { struct sockaddr_in6 six; struct sockaddr_in four; } targets[LINUX_DATAGRAMS];
    memset(messages, 0, (size_t)count * sizeof messages[0]);
    for (int i = 0; i < count; i++) {
        pieces[i].iov_base = (void *)(places + (size_t)i * stride);
        pieces[i].iov_len = answers[i].length;
        messages[i].msg_hdr.msg_iov = &pieces[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        messages[i].msg_hdr.msg_name = &targets[i];
        messages[i].msg_hdr.msg_namelen =
            write_target(&answers[i], &targets[i].six, &targets[i].four);
    }
    int sent = 0;
    for (int next = 0; next < count;) {
        int step = sendmmsg(
            fd, messages + next, (unsigned)(count - next), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (step > 0) sent += step;
        next += step > 0 ? step : 1;
    }
    return sent;
}

// One datagram, with what one control message says of where it leaves from.
static long send_from(
    int fd, const void *bytes, size_t length, void *address, socklen_t address_length,
    int level, int type, const void *info, size_t info_length) {
    struct iovec piece = { (void *)bytes, length };
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct in6_pktinfo))];
    memset(control, 0, sizeof control);
    struct msghdr message = { .msg_name = address, .msg_namelen = address_length,
                              .msg_iov = &piece, .msg_iovlen = 1,
                              .msg_control = control, .msg_controllen = CMSG_SPACE(info_length) };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = level;
    header->cmsg_type = type;
    header->cmsg_len = CMSG_LEN(info_length);
    memcpy(CMSG_DATA(header), info, info_length);
    return sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

long linux_send_datagram(
    int fd, const void *bytes, size_t length, uint32_t target, uint16_t port, uint32_t interface) {
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
    address.sin_addr.s_addr = htonl(target);
    struct in_pktinfo info = { .ipi_spec_dst.s_addr = htonl(interface) };
    return send_from(fd, bytes, length, &address, sizeof address,
                     IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
}

int linux_membership(int fd, int joins, uint32_t group, uint32_t interface) {
    struct ip_mreq request;
    request.imr_multiaddr.s_addr = htonl(group);
    request.imr_interface.s_addr = htonl(interface);
    return setsockopt(fd, IPPROTO_IP, joins ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP,
                      &request, sizeof request);
}

long linux_send_datagram6(
    int fd, const void *bytes, size_t length, const void *target, uint16_t port,
    const void *source, uint32_t index) {
    struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
    memcpy(&address.sin6_addr, target, sizeof address.sin6_addr);
    struct in6_pktinfo info = { .ipi6_ifindex = index };
    memcpy(&info.ipi6_addr, source, sizeof info.ipi6_addr);
    return send_from(fd, bytes, length, &address, sizeof address,
                     IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof info);
}

int linux_membership6(int fd, int joins, const void *group, uint32_t index) {
    struct ipv6_mreq request = { .ipv6mr_interface = index };
    memcpy(&request.ipv6mr_multiaddr, group, sizeof request.ipv6mr_multiaddr);
    return setsockopt(fd, IPPROTO_IPV6, joins ? IPV6_ADD_MEMBERSHIP : IPV6_DROP_MEMBERSHIP,
                      &request, sizeof request);
}
