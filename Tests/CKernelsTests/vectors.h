// What the checks of the kernels share.
#ifndef VECTORS_H
#define VECTORS_H

#include "CKernels.h"

enum { random_values, signs, one_large, nearly_equal, zeros, sparse, tiny_values, large, huge, not_finite, kinds };

/// Where the numbers drawn stand: one seed, one sequence.
extern uint64_t state;
extern int failures;

uint64_t next(void);
/// A number in -1..<1.
float uniform(void);
/// Writes a vector of `kind`.
void fill(float *row, size_t dimension, int kind);
/// Counts and prints a check that doesn't hold.
void check(bool holds, const char *what, int kind, size_t dimension, ck_path path, ck_form form);

/// Checks prefixes and single rows: prefixes.c.
void compare_prefixes(size_t dimension, size_t width, size_t rows_count, size_t query_count, int kind, int query_kind);

#endif
