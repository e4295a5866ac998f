// What each path implements. Loops over the rows of a block run over all 64; the caller masks those that don't count.
#ifndef KERNELS_H
#define KERNELS_H

#include "CKernels.h"

#if defined(__x86_64__) || defined(CK_EMULATE_AVX512)
#define CK_X86 1
#endif

/// Most queries that `narrow` is given at once.
#define CK_TILE 6

/// Groups whose products `narrow` of AVX2 adds in 16 bits: see `query_step` in encode.c.
#define CK_CHUNK 4

/// sums[q][r] = Σ over dimensions of (code of row r + 128) × (code of query q), for count ≤ CK_TILE queries.
/// `ahead`, if any, is what will be read next: as many bytes, which a path may bring into the cache meanwhile.
typedef void ck_dots(
    const uint8_t *codes, size_t groups, const ck_query *queries, size_t count, const uint8_t *ahead,
    int32_t (*sums)[CK_BLOCK_ROWS]);

/// The mask of rows that reach one query's threshold, and upper bounds of these at least: see `ck_scan`. `tails` is NULL
/// for whole rows.
typedef uint64_t ck_sift(
    const int32_t *sums, ck_block block, const float *tails, const ck_query *query, float *upper);

ck_dots ck_wide_portable, ck_narrow_portable, ck_wide_avx2, ck_narrow_avx2, ck_wide_avx512, ck_narrow_avx512;
ck_sift ck_sift_portable, ck_sift_avx2, ck_sift_avx512;

#endif
