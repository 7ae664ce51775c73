#pragma once

/// What Headroom calls of L-BFGS-B 3.0 (Zhu, Byrd, Lu, Nocedal; Morales, Nocedal 2011), which is found at run time.
/// Nothing of it is needed to build.
///
/// Its one routine is in Fortran: every argument is an address, and the lengths of the two texts follow by value, as
/// gfortran 8 and newer pass them. INTEGER and LOGICAL have 32 bits.

#include <stddef.h>
#include <stdint.h>

enum {
    LBFGSB_TEXT = 60,
    LBFGSB_LOGICALS = 4,
    LBFGSB_INTEGERS = 44,
    LBFGSB_REALS = 29,
};

enum lbfgsb_task {
    /// The value and the gradient at the point are wanted.
    LBFGSB_EVALUATE,
    /// An iteration is complete.
    LBFGSB_ITERATED,
    /// No better point is found.
    LBFGSB_CONVERGED,
    /// The line search could not make any progress.
    LBFGSB_ABNORMAL,
    /// An argument was refused.
    LBFGSB_ERROR,
};

typedef void (*lbfgsb_routine)(const int32_t *n, const int32_t *m, double *x, const double *lower, const double *upper,
                               const int32_t *kinds, double *f, double *g, const double *factor,
                               const double *tolerance, double *reals, int32_t *integers, char *task,
                               const int32_t *print, char *text, int32_t *logicals, int32_t *saved_integers,
                               double *saved_reals, size_t task_length, size_t text_length);

/// One minimization, which keeps its place between the calls.
struct lbfgsb_state {
    lbfgsb_routine routine;
    int32_t n, m;
    /// Of `lbfgsb_reals(n, m)` and of `3 n` elements.
    double *reals;
    int32_t *integers;
    char task[LBFGSB_TEXT], text[LBFGSB_TEXT];
    int32_t logicals[LBFGSB_LOGICALS], saved_integers[LBFGSB_INTEGERS];
    double saved_reals[LBFGSB_REALS];
};

/// Opens a library and looks its routine up.
///
/// Returns NULL, with the reason in `message`, where it cannot be opened or is none. What was opened stays open.
lbfgsb_routine lbfgsb_open(const char *path, char *message, size_t length);

/// How many elements the workspace of version 3.0 has.
size_t lbfgsb_reals(size_t n, size_t m);

/// Begins a minimization.
void lbfgsb_start(struct lbfgsb_state *state);

/// Goes on to the next thing that the caller has to do; every variable has both bounds.
///
/// - kinds: `n` times 2, which stands for two bounds.
enum lbfgsb_task lbfgsb_continue(struct lbfgsb_state *state, double *x, const double *lower, const double *upper,
                                 const int32_t *kinds, double *f, double *g);
