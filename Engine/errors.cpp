#include "engine.hpp"

#include <c10/util/Exception.h>

#include <new>
#include <string>

namespace {
thread_local std::string message;

// Keeps the first line; the rest is a C++ backtrace or advice about debugging libtorch.
void remember(const char *text) {
    message = text;
    message.resize(std::min(message.find('\n'), message.size()));
}
} // namespace

ht_status failure() noexcept {
    try {
        throw;
    } catch (const c10::OutOfMemoryError &error) {
        remember(error.what_without_backtrace());
        return HT_OUT_OF_MEMORY;
    } catch (const c10::Error &error) {
        remember(error.what_without_backtrace());
        // The CPU allocator has no exception class of its own.
        return message.find("DefaultCPUAllocator") == std::string::npos ? HT_TORCH_ERROR : HT_OUT_OF_MEMORY;
    } catch (const std::bad_alloc &) {
        message = "the host is out of memory";
        return HT_OUT_OF_MEMORY;
    } catch (const std::exception &error) {
        remember(error.what());
        return HT_INTERNAL_ERROR;
    } catch (...) {
        message = "an exception of an unknown kind";
        return HT_INTERNAL_ERROR;
    }
}

const char *ht_last_error(void) { return message.c_str(); }
