// What each path implements. Loops over the rows of a block run over all 64; the caller masks those that don't count.
#ifndef KERNELS_H
#define KERNELS_H

#include "CKernels.h"

#if defined(__x86_64__) || defined(CK_EMULATE_AVX512)
#define CK_X86 1
#endif

/// Most queries that `narrow` is given at once.
#define CK_TILE 6

/// sums[q][r] = Σ over dimensions of (code of row r + 128) × (code of query q), for count ≤ CK_TILE queries.
/// `ahead`, if any, is what will be read next: as many bytes, which a path may bring into the cache meanwhile.
typedef void ck_dots(
    const uint8_t *codes, size_t groups, const ck_query *queries, size_t count, const uint8_t *ahead,
    int32_t (*sums)[CK_BLOCK_ROWS]);

/// Upper bounds of one query, and the mask of rows that reach its threshold: see `ck_scan`.
typedef uint64_t ck_sift(const int32_t *sums, ck_block block, const ck_query *query, float *upper);

ck_dots ck_wide_portable, ck_narrow_portable, ck_wide_avx2, ck_narrow_avx2, ck_wide_avx512, ck_narrow_avx512;
ck_sift ck_sift_portable, ck_sift_avx2, ck_sift_avx512;

#endif
