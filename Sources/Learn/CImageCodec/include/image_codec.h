#pragma once

/// PNG by libpng, JPEG by libjpeg-turbo, and streams and checksums by zlib.
///
/// No function ends the process, prints, or jumps out of its caller. Where one fails, it returns false or 0 and writes
/// the library's own words to `message`, an array of IMAGE_CODEC_MESSAGE characters.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    IMAGE_CODEC_MESSAGE = 256,
};

/// Size and channels of a picture, from its header.
struct image_codec_header {
    uint32_t width;
    uint32_t height;
    /// Of the decoded pixels: 1 gray, 3 RGB, 4 RGBA; a JPEG in CMYK has 4 as well, and `is_cmyk`.
    uint32_t channels;
    bool is_cmyk;
};

bool image_codec_png_header(
    const uint8_t *bytes, size_t count, struct image_codec_header *header, char *message
);

/// Decodes to 8 bits a channel, from the top row, without padding. The header is the one that was read from the same
/// bytes; `pixels` has width * height * channels bytes.
bool image_codec_png_decode(
    const uint8_t *bytes, size_t count, const struct image_codec_header *header, uint8_t *pixels, char *message
);

/// The largest size of the PNG of such a picture.
size_t image_codec_png_bound(const struct image_codec_header *header);

/// Writes a PNG of at most `capacity` bytes; returns its size, or 0.
size_t image_codec_png_encode(
    const uint8_t *pixels, const struct image_codec_header *header, uint8_t *bytes, size_t capacity, char *message
);

/// Decodes a PNG of one gray channel of 8 or 16 bits to its values as they are, without any gamma, from the top row.
/// The size is the one in its header; `values` has width * height values.
bool image_codec_png_gray_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint16_t *values, char *message
);

/// The largest size of the PNG of such a picture with 16 bits.
size_t image_codec_png_gray_bound(uint32_t width, uint32_t height);

/// Writes a PNG of 16 bits gray of at most `capacity` bytes; returns its size, or 0.
size_t image_codec_png_gray_encode(
    const uint16_t *values, uint32_t width, uint32_t height, uint8_t *bytes, size_t capacity, char *message
);

bool image_codec_jpeg_header(
    const uint8_t *bytes, size_t count, struct image_codec_header *header, char *message
);

/// As of PNG. An incomplete or damaged picture is refused; stray bytes between its segments are no damage.
bool image_codec_jpeg_decode(
    const uint8_t *bytes, size_t count, const struct image_codec_header *header, uint8_t *pixels, char *message
);

/// CRC-32 of bytes that follow others with the CRC-32 `start`; 0 for the first.
uint32_t image_codec_crc32(uint32_t start, const uint8_t *bytes, size_t count);

/// The largest size of a deflated stream of `count` bytes.
size_t image_codec_deflate_bound(size_t count);

/// Writes a deflate stream without a header (RFC 1951); returns its size, or 0.
size_t image_codec_deflate(const uint8_t *bytes, size_t count, uint8_t *deflated, size_t capacity);

/// Reads a deflate stream without a header, whose content has exactly `size` bytes.
bool image_codec_inflate(const uint8_t *deflated, size_t count, uint8_t *bytes, size_t size, char *message);

/// Reads the first `size` bytes of such a stream, whose content may be longer.
bool image_codec_inflate_start(const uint8_t *deflated, size_t count, uint8_t *bytes, size_t size, char *message);
