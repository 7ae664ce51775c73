#pragma once

/// Streams of gzip (RFC 1952) by zlib, expanded a piece at a time.

#include <stddef.h>
#include <stdint.h>

enum {
    GUNZIP_MESSAGE = 128,
};

enum gunzip_state {
    /// It goes on: with more input, or with more room for output.
    GUNZIP_MORE,
    /// A whole stream has ended; what follows is another one.
    GUNZIP_END,
    GUNZIP_BROKEN,
};

struct gunzip;

/// NULL without memory.
struct gunzip *gunzip_open(void);

/// Expands up to `capacity` bytes; `used` and `written` are the bytes taken and given. Where it is broken, zlib's own
/// words are in `message`, an array of GUNZIP_MESSAGE characters.
enum gunzip_state gunzip_expand(
    struct gunzip *stream, const uint8_t *bytes, size_t count, size_t *used, uint8_t *expanded, size_t capacity,
    size_t *written, char *message
);

void gunzip_close(struct gunzip *stream);
