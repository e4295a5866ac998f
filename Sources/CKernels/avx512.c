// For AVX-512 with VNNI: 32 registers of 16 int32, here 16 rows each.
#include "kernels.h"

#ifdef CK_X86
#ifdef CK_EMULATE_AVX512
// The same source in plain C: how script/kernels checks this path on a CPU that hasn't got it.
#include CK_EMULATE_AVX512
#define AVX512
#else
#include <immintrin.h>
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vnni")))
#endif
#include <string.h>

#define INLINE static inline __attribute__((always_inline)) AVX512

// One query in int16: register i holds rows 8i to 8i + 7, two partial sums each.
AVX512 static void wide(const uint8_t *codes, size_t groups, const int16_t *digits, int32_t *sums) {
  __m512i found[8];
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) found[i] = _mm512_setzero_si512();
  for (size_t group = 0; group < groups; group++) {
    int64_t four;
    memcpy(&four, digits + group * 4, sizeof four);
    const __m512i digit = _mm512_set1_epi64(four);
    const uint8_t *row = codes + group * CK_BLOCK_ROWS * 4;
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) {
      const __m512i code = _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)(row + i * 32)));
      found[i] = _mm512_dpwssd_epi32(found[i], code, digit);
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) {
    const __m512i pairs = _mm512_add_epi32(found[i], _mm512_srli_epi64(found[i], 32));
    _mm256_storeu_si256((__m256i *)(sums + i * 8), _mm512_cvtepi64_epi32(pairs));
  }
}

AVX512 void ck_wide_avx512(
    const uint8_t *codes, size_t groups, const ck_query *queries, size_t count, const uint8_t *ahead,
    int32_t (*sums)[CK_BLOCK_ROWS]) {
  (void)ahead;
  for (size_t query = 0; query < count; query++) wide(codes, groups, queries[query].codes, sums[query]);
}

// `count` queries in int8 by 64 rows: four registers a query. `vpdpbusd` adds four products in 32 bits and can't
// saturate.
INLINE void narrow(
    const uint8_t *codes, size_t groups, const ck_query *queries, const int count, int32_t (*sums)[CK_BLOCK_ROWS]) {
  __m512i found[CK_TILE][4];
#pragma GCC unroll 6
  for (int query = 0; query < count; query++)
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) found[query][i] = _mm512_setzero_si512();
  for (size_t group = 0; group < groups; group++) {
    __m512i code[4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
      code[i] = _mm512_loadu_si512((const void *)(codes + (group * CK_BLOCK_ROWS + (size_t)i * 16) * 4));
#pragma GCC unroll 6
    for (int query = 0; query < count; query++) {
      int32_t four;
      memcpy(&four, (const int8_t *)queries[query].codes + group * 4, sizeof four);
      const __m512i digit = _mm512_set1_epi32(four);
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) found[query][i] = _mm512_dpbusd_epi32(found[query][i], code[i], digit);
    }
  }
#pragma GCC unroll 6
  for (int query = 0; query < count; query++)
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) _mm512_storeu_si512((void *)(sums[query] + i * 16), found[query][i]);
}

AVX512 void ck_narrow_avx512(
    const uint8_t *codes, size_t groups, const ck_query *queries, size_t count, const uint8_t *ahead,
    int32_t (*sums)[CK_BLOCK_ROWS]) {
  (void)ahead;
  switch (count) {
    case 6: narrow(codes, groups, queries, 6, sums); break;
    case 5: narrow(codes, groups, queries, 5, sums); break;
    case 4: narrow(codes, groups, queries, 4, sums); break;
    case 3: narrow(codes, groups, queries, 3, sums); break;
    case 2: narrow(codes, groups, queries, 2, sums); break;
    case 1: narrow(codes, groups, queries, 1, sums); break;
    default: break;
  }
}

INLINE uint64_t sift(
    const int32_t *sums, ck_block block, const float *tails, const ck_query *query, float *upper) {
  const __m512i offset = _mm512_set1_epi32(query->offset);
  const __m512 step = _mm512_set1_ps(query->step), reach = _mm512_set1_ps(query->reach);
  const __m512 slack = _mm512_set1_ps(query->slack), bar = _mm512_set1_ps(query->threshold);
  const __m512 tail = _mm512_set1_ps(query->tail);
  uint64_t mask = 0;
#pragma GCC unroll 4
  for (int row = 0; row < CK_BLOCK_ROWS; row += 16) {
    const __m512i sum = _mm512_sub_epi32(_mm512_loadu_si512((const void *)(sums + row)), offset);
    const __m512 scale = _mm512_mul_ps(_mm512_loadu_ps(block.scales + row), step);
    __m512 error = _mm512_fmadd_ps(reach, _mm512_loadu_ps(block.errors + row), slack);
    if (tails) error = _mm512_fmadd_ps(tail, _mm512_loadu_ps(tails + row), error);
    const __m512 bound = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), scale, error);
    _mm512_storeu_ps(upper + row, bound);
    mask |= (uint64_t)_mm512_cmp_ps_mask(bound, bar, _CMP_NLT_UQ) << row;
  }
  return mask;
}

AVX512 uint64_t ck_sift_avx512(
    const int32_t *sums, ck_block block, const float *tails, const ck_query *query, float *upper) {
  return tails ? sift(sums, block, tails, query, upper) : sift(sums, block, NULL, query, upper);
}
#endif
