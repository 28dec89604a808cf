#pragma once
// SHA256_Update and its like are deprecated in favour of EVP, which first loads a provider with
// all its algorithms: 1.4 MB of memory and a millisecond at start, and a look-up for every digest.
// They are the same code, and OpenSSL 3 keeps them in its stable interface.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
