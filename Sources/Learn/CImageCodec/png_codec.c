#include "image_codec.h"

#include <png.h>
#include <stdio.h>
#include <string.h>

static uint32_t format_of(uint32_t channels) {
    switch (channels) {
    case 1: return PNG_FORMAT_GRAY;
    case 3: return PNG_FORMAT_RGB;
    default: return PNG_FORMAT_RGBA;
    }
}

static bool begin(png_image *image, const uint8_t *bytes, size_t count, char *message) {
    memset(image, 0, sizeof *image);
    image->version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(image, bytes, count)) return true;
    snprintf(message, IMAGE_CODEC_MESSAGE, "%s", image->message);
    png_image_free(image);
    return false;
}

bool image_codec_png_header(
    const uint8_t *bytes, size_t count, struct image_codec_header *header, char *message
) {
    png_image image;
    if (!begin(&image, bytes, count, message)) return false;
    header->width = image.width;
    header->height = image.height;
    header->channels = image.format & PNG_FORMAT_FLAG_ALPHA ? 4 : image.format & PNG_FORMAT_FLAG_COLOR ? 3 : 1;
    header->is_cmyk = false;
    png_image_free(&image);
    return true;
}

bool image_codec_png_decode(
    const uint8_t *bytes, size_t count, const struct image_codec_header *header, uint8_t *pixels, char *message
) {
    png_image image;
    if (!begin(&image, bytes, count, message)) return false;
    image.format = format_of(header->channels);
    // Without this, 16 bits without a declared gamma are taken to be linear light.
    image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
    if (!png_image_finish_read(&image, NULL, pixels, (png_int_32)(header->width * header->channels), NULL)) {
        snprintf(message, IMAGE_CODEC_MESSAGE, "%s", image.message);
        png_image_free(&image);
        return false;
    }
    return true;
}

static png_image described(const struct image_codec_header *header) {
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    image.width = header->width;
    image.height = header->height;
    image.format = format_of(header->channels);
    return image;
}

size_t image_codec_png_bound(const struct image_codec_header *header) {
    png_image image = described(header);
    return PNG_IMAGE_PNG_SIZE_MAX(image);
}

size_t image_codec_png_encode(
    const uint8_t *pixels, const struct image_codec_header *header, uint8_t *bytes, size_t capacity, char *message
) {
    png_image image = described(header);
    png_alloc_size_t size = capacity;
    if (png_image_write_to_memory(&image, bytes, &size, 0, pixels, 0, NULL)) return size;
    snprintf(message, IMAGE_CODEC_MESSAGE, "%s", image.message[0] ? image.message : "it exceeds its largest size");
    png_image_free(&image);
    return 0;
}
