#include "image_codec.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct source {
    const uint8_t *bytes;
    size_t count;
    char *message;
};

static void fail(png_structp png, png_const_charp words) {
    struct source *source = png_get_error_ptr(png);
    snprintf(source->message, IMAGE_CODEC_MESSAGE, "%s", words);
    png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp words) {
    (void)png;
    (void)words;
}

static void take(png_structp png, png_bytep to, size_t count) {
    struct source *source = png_get_io_ptr(png);
    if (count > source->count) png_error(png, "it ends too early");
    memcpy(to, source->bytes, count);
    source->bytes += count;
    source->count -= count;
}

bool image_codec_png_gray_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint16_t *values, char *message
) {
    struct source source = {bytes, count, message};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, fail, ignore);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    png_bytep *rows = info ? malloc(height * sizeof *rows) : NULL;
    if (!rows) {
        snprintf(message, IMAGE_CODEC_MESSAGE, "no memory");
        png_destroy_read_struct(&png, &info, NULL);
        return false;
    }
    // Between this and a failure no local variable is changed.
    if (setjmp(png_jmpbuf(png))) {
        free(rows);
        png_destroy_read_struct(&png, &info, NULL);
        return false;
    }
    for (uint32_t row = 0; row < height; row++) rows[row] = (png_bytep)(values + (size_t)row * width);
    png_set_read_fn(png, &source, take);
    png_read_info(png, info);
    if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height)
        png_error(png, "its size is not the declared one");
    if (png_get_color_type(png, info) != PNG_COLOR_TYPE_GRAY || png_get_bit_depth(png, info) < 8)
        png_error(png, "it is not gray of 8 or 16 bits");
    bool is_byte = png_get_bit_depth(png, info) == 8;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (!is_byte) png_set_swap(png);
#endif
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    png_read_image(png, rows);
    png_read_end(png, NULL);
    // Bytes lie in the first half of each row; they are moved apart from the end, so that none is overwritten.
    for (uint32_t row = 0; is_byte && row < height; row++) {
        const uint8_t *read = rows[row];
        uint16_t *written = values + (size_t)row * width;
        for (uint32_t column = width; column-- > 0;) written[column] = read[column];
    }
    free(rows);
    png_destroy_read_struct(&png, &info, NULL);
    return true;
}

static png_image described(uint32_t width, uint32_t height) {
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    image.width = width;
    image.height = height;
    // Values of this format are written as they are.
    image.format = PNG_FORMAT_LINEAR_Y;
    return image;
}

size_t image_codec_png_gray_bound(uint32_t width, uint32_t height) {
    png_image image = described(width, height);
    return PNG_IMAGE_PNG_SIZE_MAX(image);
}

size_t image_codec_png_gray_encode(
    const uint16_t *values, uint32_t width, uint32_t height, uint8_t *bytes, size_t capacity, char *message
) {
    png_image image = described(width, height);
    png_alloc_size_t size = capacity;
    if (png_image_write_to_memory(&image, bytes, &size, 0, values, 0, NULL)) return size;
    snprintf(message, IMAGE_CODEC_MESSAGE, "%s", image.message[0] ? image.message : "it exceeds its largest size");
    png_image_free(&image);
    return 0;
}
