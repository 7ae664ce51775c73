#include "image_codec.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum { RAW_WINDOW = -15, MEMORY_LEVEL = 8 };

uint32_t image_codec_crc32(uint32_t start, const uint8_t *bytes, size_t count) {
    return (uint32_t)crc32_z(start, bytes, count);
}

static uInt portion(size_t count) { return count > UINT_MAX ? UINT_MAX : (uInt)count; }

static bool open_deflate(z_stream *stream) {
    memset(stream, 0, sizeof *stream);
    return deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, RAW_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK;
}

size_t image_codec_deflate_bound(size_t count) {
    z_stream stream;
    if (!open_deflate(&stream)) return 0;
    size_t bound = deflateBound(&stream, count);
    deflateEnd(&stream);
    return bound;
}

size_t image_codec_deflate(const uint8_t *bytes, size_t count, uint8_t *deflated, size_t capacity) {
    z_stream stream;
    if (!open_deflate(&stream)) return 0;
    size_t remaining = count, room = capacity;
    stream.next_in = (Bytef *)bytes;
    stream.next_out = deflated;
    int result = Z_OK;
    while (result == Z_OK) {
        uInt in = portion(remaining), out = portion(room);
        stream.avail_in = in;
        stream.avail_out = out;
        result = deflate(&stream, remaining == in ? Z_FINISH : Z_NO_FLUSH);
        remaining -= in - stream.avail_in;
        room -= out - stream.avail_out;
    }
    deflateEnd(&stream);
    return result == Z_STREAM_END ? capacity - room : 0;
}

// Expands up to `size` bytes; returns the result of zlib, and the bytes that are left free in `room`.
static int expand(
    const uint8_t *deflated, size_t count, uint8_t *bytes, size_t size, size_t *room, char *message
) {
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    *room = size;
    if (inflateInit2(&stream, RAW_WINDOW) != Z_OK) {
        snprintf(message, IMAGE_CODEC_MESSAGE, "no memory");
        return Z_MEM_ERROR;
    }
    size_t remaining = count;
    stream.next_in = (Bytef *)deflated;
    stream.next_out = bytes;
    int result = Z_OK;
    while (result == Z_OK) {
        uInt in = portion(remaining), out = portion(*room);
        stream.avail_in = in;
        stream.avail_out = out;
        result = inflate(&stream, Z_NO_FLUSH);
        remaining -= in - stream.avail_in;
        *room -= out - stream.avail_out;
    }
    // Z_BUF_ERROR: no progress, for want of input or of room.
    const char *reason = stream.msg ? stream.msg : "its size is not the declared one";
    snprintf(message, IMAGE_CODEC_MESSAGE, "%s", reason);
    inflateEnd(&stream);
    return result;
}

bool image_codec_inflate(const uint8_t *deflated, size_t count, uint8_t *bytes, size_t size, char *message) {
    size_t room;
    return expand(deflated, count, bytes, size, &room, message) == Z_STREAM_END && room == 0;
}

bool image_codec_inflate_start(const uint8_t *deflated, size_t count, uint8_t *bytes, size_t size, char *message) {
    size_t room;
    expand(deflated, count, bytes, size, &room, message);
    return room == 0;
}
