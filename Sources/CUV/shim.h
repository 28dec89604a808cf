// libuv's own header, seen with the GNU names, and the one call that C spells with dots.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <uv.h>
