// For AVX2 and FMA: 16 registers of 8 int32, here 8 rows each.
#include "kernels.h"

#ifdef CK_X86
#include <immintrin.h>
#include <string.h>

#define AVX2 __attribute__((target("avx2,fma")))
#define INLINE static inline __attribute__((always_inline)) AVX2

enum {
  half_rows = CK_BLOCK_ROWS / 2,
  // Groups that one half of the rows is taken over before the other: 4 KB of codes, which are still in the first-level
  // cache when the other half comes.
  stretch = 16,
};

// One query in int16 by 32 rows: bytes are widened, and `pmaddwd` adds the products of two dimensions. A sum of two
// products of at most 255 × 32,767 fits, and `ck_encode_query` sees to it that the sum over all dimensions does.
// Register i holds rows 4i to 4i + 3, two partial sums each.
INLINE void wide_half(const uint8_t *codes, size_t groups, const int16_t *digits, __m256i *partial) {
  __m256i sums[8];
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) sums[i] = partial[i];
  for (size_t group = 0; group < groups; group++) {
    int64_t four;
    memcpy(&four, digits + group * 4, sizeof four);
    const __m256i digit = _mm256_set1_epi64x(four);
    const uint8_t *row = codes + group * CK_BLOCK_ROWS * 4;
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) {
      const __m256i wide = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(row + i * 16)));
      sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(wide, digit));
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) partial[i] = sums[i];
}

AVX2 static void wide(const uint8_t *codes, size_t groups, const int16_t *digits, int32_t *sums) {
  __m256i partial[2][8];
  for (int half = 0; half < 2; half++)
    for (int i = 0; i < 8; i++) partial[half][i] = _mm256_setzero_si256();
  for (size_t group = 0; group < groups; group += stretch) {
    const size_t some = groups - group < stretch ? groups - group : stretch;
    const uint8_t *from = codes + group * CK_BLOCK_ROWS * 4;
    wide_half(from, some, digits + group * 4, partial[0]);
    wide_half(from + half_rows * 4, some, digits + group * 4, partial[1]);
  }
  for (int half = 0; half < 2; half++)
    for (int i = 0; i < 8; i += 2) {
      const __m256i pairs = _mm256_hadd_epi32(partial[half][i], partial[half][i + 1]);
      _mm256_storeu_si256(
          (__m256i *)(sums + half * half_rows + i * 4), _mm256_permute4x64_epi64(pairs, 0xD8));
    }
}

AVX2 void ck_wide_avx2(
    const uint8_t *codes, size_t groups, const ck_query *queries, size_t count, const uint8_t *ahead,
    int32_t (*sums)[CK_BLOCK_ROWS]) {
  (void)ahead;
  for (size_t query = 0; query < count; query++) wide(codes, groups, queries[query].codes, sums[query]);
}

// `count` ≤ 2 queries in int8 by the 32 rows from `first` on. `pmaddubsw` adds two products in 16 bits; so that one
// `pmaddwd` does for four of them, the codes of a query are small enough for a sum of eight: see `query_step` in encode.c.
INLINE void narrow_half(
    const uint8_t *codes, size_t groups, const ck_query *queries, const int count, int32_t (*sums)[CK_BLOCK_ROWS],
    const int first, const uint8_t *ahead) {
  __m256i ones = _mm256_set1_epi16(1);
  // Kept in a register: compilers would rather read it again for each use.
  __asm__("" : "+x"(ones));
  __m256i found[2][4];
#pragma GCC unroll 2
  for (int query = 0; query < count; query++)
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) found[query][i] = _mm256_setzero_si256();
  size_t group = 0;
  for (; group + CK_CHUNK <= groups; group += CK_CHUNK) {
    const uint8_t *row = codes + (group * CK_BLOCK_ROWS + (size_t)first) * 4;
    if (ahead)
#pragma GCC unroll 8
      for (size_t line = 0; line < 2 * CK_CHUNK; line++)
        _mm_prefetch(
            (const char *)ahead + ((group + line / 2) * CK_BLOCK_ROWS + (size_t)first) * 4 + line % 2 * 64,
            _MM_HINT_T0);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      __m256i code[CK_CHUNK];
#pragma GCC unroll 4
      for (int part = 0; part < CK_CHUNK; part++)
        code[part] = _mm256_loadu_si256((const __m256i *)(row + part * CK_BLOCK_ROWS * 4 + i * 32));
#pragma GCC unroll 2
      for (int query = 0; query < count; query++) {
        int32_t four[CK_CHUNK];
        memcpy(four, (const int8_t *)queries[query].codes + group * 4, sizeof four);
        __m256i eight = _mm256_maddubs_epi16(code[0], _mm256_set1_epi32(four[0]));
#pragma GCC unroll 4
        for (int part = 1; part < CK_CHUNK; part++)
          eight = _mm256_add_epi16(eight, _mm256_maddubs_epi16(code[part], _mm256_set1_epi32(four[part])));
        found[query][i] = _mm256_add_epi32(found[query][i], _mm256_madd_epi16(eight, ones));
      }
    }
  }
  for (; group < groups; group++) {
    const uint8_t *row = codes + (group * CK_BLOCK_ROWS + (size_t)first) * 4;
#pragma GCC unroll 2
    for (int query = 0; query < count; query++) {
      int32_t four;
      memcpy(&four, (const int8_t *)queries[query].codes + group * 4, sizeof four);
      const __m256i digit = _mm256_set1_epi32(four);
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) {
        const __m256i pairs = _mm256_maddubs_epi16(_mm256_loadu_si256((const __m256i *)(row + i * 32)), digit);
        found[query][i] = _mm256_add_epi32(found[query][i], _mm256_madd_epi16(pairs, ones));
      }
    }
  }
#pragma GCC unroll 2
  for (int query = 0; query < count; query++)
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
      _mm256_storeu_si256((__m256i *)(sums[query] + first + i * 8), found[query][i]);
}

AVX2 void ck_narrow_avx2(
    const uint8_t *codes, size_t groups, const ck_query *queries, size_t count, const uint8_t *ahead,
    int32_t (*sums)[CK_BLOCK_ROWS]) {
  if (ahead && count >= 2) {
    narrow_half(codes, groups, queries, 2, sums, 0, ahead);
    narrow_half(codes, groups, queries, 2, sums, half_rows, ahead);
    count -= 2, queries += 2, sums += 2;
  }
  for (; count >= 2; count -= 2, queries += 2, sums += 2) {
    narrow_half(codes, groups, queries, 2, sums, 0, NULL);
    narrow_half(codes, groups, queries, 2, sums, half_rows, NULL);
  }
  if (count == 1) {
    narrow_half(codes, groups, queries, 1, sums, 0, NULL);
    narrow_half(codes, groups, queries, 1, sums, half_rows, NULL);
  }
}

// The bound of eight rows. Written once, so that mask and bound agree.
INLINE __m256 bound_of_eight(
    const int32_t *sums, ck_block block, const float *tails, const ck_query *query, int row) {
  const __m256i sum =
      _mm256_sub_epi32(_mm256_loadu_si256((const __m256i *)(sums + row)), _mm256_set1_epi32(query->offset));
  const __m256 scale = _mm256_mul_ps(_mm256_loadu_ps(block.scales + row), _mm256_set1_ps(query->step));
  __m256 error = _mm256_fmadd_ps(
      _mm256_set1_ps(query->reach), _mm256_loadu_ps(block.errors + row), _mm256_set1_ps(query->slack));
  if (tails) error = _mm256_fmadd_ps(_mm256_set1_ps(query->tail), _mm256_loadu_ps(tails + row), error);
  return _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), scale, error);
}

INLINE uint64_t sift(
    const int32_t *sums, ck_block block, const float *tails, const ck_query *query, float *upper) {
  const __m256 bar = _mm256_set1_ps(query->threshold);
  uint64_t mask = 0;
#pragma GCC unroll 8
  for (int row = 0; row < CK_BLOCK_ROWS; row += 8) {
    // Not less, so that a bound that is no number rules nothing out.
    const __m256 reached = _mm256_cmp_ps(bound_of_eight(sums, block, tails, query, row), bar, _CMP_NLT_UQ);
    mask |= (uint64_t)(uint32_t)_mm256_movemask_ps(reached) << row;
  }
  // Most often no row reaches it: then no bound is written.
  if (mask)
    for (int row = 0; row < CK_BLOCK_ROWS; row += 8)
      _mm256_storeu_ps(upper + row, bound_of_eight(sums, block, tails, query, row));
  return mask;
}

AVX2 uint64_t ck_sift_avx2(
    const int32_t *sums, ck_block block, const float *tails, const ck_query *query, float *upper) {
  return tails ? sift(sums, block, tails, query, upper) : sift(sums, block, NULL, query, upper);
}
#endif
