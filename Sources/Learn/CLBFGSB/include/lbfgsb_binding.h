#pragma once

/// Binding to L-BFGS-B 3.0 (Zhu, Byrd, Lu, Nocedal; Morales, Nocedal 2011), which is loaded at run time and not needed
/// to build.
///
/// The library has one Fortran routine: every argument is an address, and the lengths of the two strings follow by
/// value, as in gfortran 8 and newer. INTEGER and LOGICAL have 32 bits.

#include <stddef.h>
#include <stdint.h>

enum {
    LBFGSB_TEXT = 60,
    LBFGSB_LOGICALS = 4,
    LBFGSB_INTEGERS = 44,
    LBFGSB_REALS = 29,
};

enum lbfgsb_task {
    /// The caller must compute the value and the gradient at the point.
    LBFGSB_EVALUATE,
    /// An iteration is complete.
    LBFGSB_ITERATED,
    /// Converged: no better point was found.
    LBFGSB_CONVERGED,
    /// The line search failed.
    LBFGSB_ABNORMAL,
    /// An argument was rejected.
    LBFGSB_ERROR,
};

typedef void (*lbfgsb_routine)(const int32_t *n, const int32_t *m, double *x, const double *lower, const double *upper,
                               const int32_t *kinds, double *f, double *g, const double *factor,
                               const double *tolerance, double *reals, int32_t *integers, char *task,
                               const int32_t *print, char *text, int32_t *logicals, int32_t *saved_integers,
                               double *saved_reals, size_t task_length, size_t text_length);

/// State of one minimization, kept between calls.
struct lbfgsb_state {
    lbfgsb_routine routine;
    int32_t n, m;
    /// `reals` has `lbfgsb_reals(n, m)` elements, `integers` has `3 n`.
    double *reals;
    int32_t *integers;
    char task[LBFGSB_TEXT], text[LBFGSB_TEXT];
    int32_t logicals[LBFGSB_LOGICALS], saved_integers[LBFGSB_INTEGERS];
    double saved_reals[LBFGSB_REALS];
};

/// Opens a library and looks up its routine.
///
/// Returns NULL, with the reason in `message`, where the library cannot be opened or lacks the routine. It is never
/// closed.
lbfgsb_routine lbfgsb_open(const char *path, char *message, size_t length);

/// Number of doubles in the workspace of version 3.0.
size_t lbfgsb_reals(size_t n, size_t m);

/// Starts a minimization.
void lbfgsb_start(struct lbfgsb_state *state);

/// Runs until the caller has to act; every variable has both bounds.
///
/// - kinds: `n` elements of 2, which means two bounds.
enum lbfgsb_task lbfgsb_continue(struct lbfgsb_state *state, double *x, const double *lower, const double *upper,
                                 const int32_t *kinds, double *f, double *g);
