// libuv's own header. Without the GNU names: Swift's module of the system's headers is made without
// them, and the two must not know a type (fd_set) in two ways.
#pragma once
#include <uv.h>
