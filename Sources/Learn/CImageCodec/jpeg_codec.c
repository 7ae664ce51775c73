#include "image_codec.h"

#include <stdio.h>
#include <string.h>
#include <turbojpeg.h>

static tjhandle open_decoder(char *message) {
    tjhandle decoder = tjInitDecompress();
    if (!decoder) snprintf(message, IMAGE_CODEC_MESSAGE, "%s", tjGetErrorStr2(NULL));
    return decoder;
}

bool image_codec_jpeg_header(
    const uint8_t *bytes, size_t count, struct image_codec_header *header, char *message
) {
    tjhandle decoder = open_decoder(message);
    if (!decoder) return false;
    int width, height, subsampling, colors;
    bool is_read = tjDecompressHeader3(decoder, bytes, count, &width, &height, &subsampling, &colors) == 0;
    if (is_read) {
        header->width = (uint32_t)width;
        header->height = (uint32_t)height;
        header->is_cmyk = colors == TJCS_CMYK || colors == TJCS_YCCK;
        header->channels = header->is_cmyk ? 4 : colors == TJCS_GRAY ? 1 : 3;
    } else {
        snprintf(message, IMAGE_CODEC_MESSAGE, "%s", tjGetErrorStr2(decoder));
    }
    tjDestroy(decoder);
    return is_read;
}

bool image_codec_jpeg_decode(
    const uint8_t *bytes, size_t count, const struct image_codec_header *header, uint8_t *pixels, char *message
) {
    tjhandle decoder = open_decoder(message);
    if (!decoder) return false;
    int format = header->is_cmyk ? TJPF_CMYK : header->channels == 1 ? TJPF_GRAY : TJPF_RGB;
    // A small progressive JPEG can have thousands of scans, each of which costs a pass over the picture.
    int result = tjDecompress2(
        decoder, bytes, count, pixels, (int)header->width, 0, (int)header->height, format, TJFLAG_LIMITSCANS
    );
    const char *error = result == 0 ? "" : tjGetErrorStr2(decoder);
    // Cameras leave stray bytes between segments, of which the library warns. The words are those of the last warning or
    // error; tjGetErrorCode gives a warning also where an error followed one.
    bool is_read = result == 0 || strstr(error, "extraneous bytes before marker");
    if (!is_read) snprintf(message, IMAGE_CODEC_MESSAGE, "%s", error);
    tjDestroy(decoder);
    return is_read;
}
