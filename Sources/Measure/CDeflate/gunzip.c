#include "gunzip.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16 };

struct gunzip {
    z_stream stream;
};

static uInt portion(size_t count) { return count > UINT_MAX ? UINT_MAX : (uInt)count; }

struct gunzip *gunzip_open(void) {
    struct gunzip *stream = calloc(1, sizeof *stream);
    if (stream && inflateInit2(&stream->stream, GZIP_WINDOW) != Z_OK) {
        free(stream);
        return NULL;
    }
    return stream;
}

enum gunzip_state gunzip_expand(
    struct gunzip *gunzip, const uint8_t *bytes, size_t count, size_t *used, uint8_t *expanded, size_t capacity,
    size_t *written, char *message
) {
    z_stream *stream = &gunzip->stream;
    stream->next_in = (Bytef *)bytes;
    stream->avail_in = portion(count);
    stream->next_out = expanded;
    stream->avail_out = portion(capacity);
    int result = inflate(stream, Z_NO_FLUSH);
    *used = (size_t)(stream->next_in - bytes);
    *written = (size_t)(stream->next_out - expanded);
    if (result == Z_STREAM_END) {
        inflateReset(stream);
        return GUNZIP_END;
    }
    // Z_BUF_ERROR: nothing could be done without more input or room.
    if (result == Z_OK || result == Z_BUF_ERROR) return GUNZIP_MORE;
    snprintf(message, GUNZIP_MESSAGE, "%s", stream->msg ? stream->msg : "the stream is broken");
    return GUNZIP_BROKEN;
}

void gunzip_close(struct gunzip *stream) {
    if (!stream) return;
    inflateEnd(&stream->stream);
    free(stream);
}
