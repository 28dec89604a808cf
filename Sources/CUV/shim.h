// libuv's own header. Without the GNU names: Swift's module of the system's headers is made without
// them, and the two must not know a type (fd_set) in two ways.
#pragma once
#include <uv.h>

/// uv_loop_configure(), which is variadic and so out of Swift's reach.
static inline int uv_measure_idle_time(uv_loop_t *loop) {
    return uv_loop_configure(loop, UV_METRICS_IDLE_TIME);
}
