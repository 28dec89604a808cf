// libuv's own header, seen with the GNU names, and what sockets need beside it.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <uv.h>
#include "sockets.h"
