#include "lbfgsb_binding.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

lbfgsb_routine lbfgsb_open(const char *path, char *message, size_t length) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        snprintf(message, length, "%s", dlerror());
        return NULL;
    }
    void *symbol = dlsym(library, "setulb_");
    if (!symbol) {
        snprintf(message, length, "%s has no routine setulb_", path);
        dlclose(library);
        return NULL;
    }
    lbfgsb_routine routine;
    memcpy(&routine, &symbol, sizeof routine);
    return routine;
}

size_t lbfgsb_reals(size_t n, size_t m) { return 2 * m * n + 5 * n + 11 * m * m + 8 * m; }

/// Fortran strings are padded with blanks.
static void set(char *text, const char *to) {
    memset(text, ' ', LBFGSB_TEXT);
    memcpy(text, to, strlen(to));
}

static int begins(const char *text, const char *with) { return !strncmp(text, with, strlen(with)); }

void lbfgsb_start(struct lbfgsb_state *state) {
    set(state->task, "START");
    set(state->text, "");
    memset(state->logicals, 0, sizeof state->logicals);
    memset(state->saved_integers, 0, sizeof state->saved_integers);
    memset(state->saved_reals, 0, sizeof state->saved_reals);
}

enum lbfgsb_task lbfgsb_continue(struct lbfgsb_state *state, double *x, const double *lower, const double *upper,
                                 const int32_t *kinds, double *f, double *g) {
    // The library's own convergence tests and printing are disabled.
    const double factor = 0, tolerance = 0;
    const int32_t print = -1;
    state->routine(&state->n, &state->m, x, lower, upper, kinds, f, g, &factor, &tolerance, state->reals,
                   state->integers, state->task, &print, state->text, state->logicals, state->saved_integers,
                   state->saved_reals, LBFGSB_TEXT, LBFGSB_TEXT);
    if (begins(state->task, "FG")) return LBFGSB_EVALUATE;
    if (begins(state->task, "NEW_X")) return LBFGSB_ITERATED;
    if (begins(state->task, "CONV")) return LBFGSB_CONVERGED;
    if (begins(state->task, "ABNO") || begins(state->task, "WARN")) return LBFGSB_ABNORMAL;
    return LBFGSB_ERROR;
}
