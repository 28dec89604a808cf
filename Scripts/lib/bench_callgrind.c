// Lets the daemon run under a valgrind that does not know openat2(2), as Debian 12's does not: the
// call becomes openat(2), which looks at links less strictly. For profiles, and for nothing else.

#include <fcntl.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <sys/syscall.h>

static long call(long number, long a, long b, long c, long d, long e, long f) {
#if defined(__x86_64__)
    register long fourth __asm__("r10") = d;
    register long fifth __asm__("r8") = e;
    register long sixth __asm__("r9") = f;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth)
                     : "rcx", "r11", "memory");
    return result;
#else
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc 0"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                     : "memory");
    return x0;
#endif
}

extern int *__errno_location(void);

long syscall(long number, ...) {
    long word[6], result;
    va_list words;
    va_start(words, number);
    for (int i = 0; i < 6; i++) word[i] = va_arg(words, long);
    va_end(words);
    if (number == SYS_openat2) {
        const struct open_how *how = (const struct open_how *)word[2];
        number = SYS_openat;
        word[2] = (long)how->flags;
        word[3] = (long)how->mode;
    }
    result = call(number, word[0], word[1], word[2], word[3], word[4], word[5]);
    if (result >= 0 || result < -4095) return result;
    *__errno_location() = (int)-result;
    return -1;
}
