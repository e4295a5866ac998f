// Single rows, each in one stretch of memory, by one query in int16.
#include "codes.h"
#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,fma")))
#endif

void ck_copy_rows(ck_block block, size_t dimension, size_t count, uint8_t *rows) {
  const size_t groups = ck_groups(dimension), bytes = ck_row_bytes(dimension), codes = ck_row_codes(dimension);
  for (size_t row = 0; row < count; row++) {
    uint8_t *to = rows + row * bytes;
    for (size_t group = 0; group < groups; group++) {
      uint32_t four;
      memcpy(&four, block.codes + (group * CK_BLOCK_ROWS + row) * 4, sizeof four);
      // The offset of 128 taken away: int8.
      four ^= 0x80808080u;
      memcpy(to + group * 4, &four, sizeof four);
    }
    memset(to + groups * 4, 0, codes - groups * 4);
    memcpy(to + codes, block.scales + row, sizeof(float));
    memcpy(to + codes + sizeof(float), block.errors + row, sizeof(float));
  }
}

// Rows that are asked for soon: 8 KB of them are on their way while one is compared.
enum { rows_ahead = 8 };

INLINE void fetch(const uint8_t *row, size_t bytes) {
  for (size_t index = 0; index < bytes; index += 64) __builtin_prefetch(row + index);
}

INLINE void bounds(const uint8_t *row, size_t codes, int32_t sum, const ck_query *query, float *lower, float *upper) {
  float scale, error;
  memcpy(&scale, row + codes, sizeof scale);
  memcpy(&error, row + codes + sizeof scale, sizeof error);
  const float width = query->reach * error + query->slack;
  *upper = (float)sum * (scale * query->step) + width;
  *lower = *upper - 2 * width;
}

static void compare_portable(
    const uint8_t *rows, size_t dimension, const ck_query *query, const uint32_t *picks, size_t count, float *lower,
    float *upper) {
  const size_t bytes = ck_row_bytes(dimension), codes = ck_row_codes(dimension);
  const int16_t *digits = query->codes;
  for (size_t pick = 0; pick < count; pick++) {
    const uint8_t *row = rows + picks[pick] * bytes;
    int32_t sum = 0;
    for (size_t index = 0; index < codes; index++) sum += (int32_t)(int8_t)row[index] * digits[index];
    bounds(row, codes, sum, query, lower + pick, upper + pick);
  }
}

#if defined(__x86_64__)
AVX2 static void compare_avx2(
    const uint8_t *rows, size_t dimension, const ck_query *query, const uint32_t *picks, size_t count, float *lower,
    float *upper) {
  const size_t bytes = ck_row_bytes(dimension), codes = ck_row_codes(dimension);
  const int16_t *digits = query->codes;
  for (size_t pick = 0; pick < count && pick < rows_ahead; pick++) fetch(rows + picks[pick] * bytes, bytes);
  for (size_t pick = 0; pick < count; pick++) {
    if (pick + rows_ahead < count) fetch(rows + picks[pick + rows_ahead] * bytes, bytes);
    const uint8_t *row = rows + picks[pick] * bytes;
    __m256i sums[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    for (size_t index = 0; index < codes; index += 32)
      for (size_t half = 0; half < 2; half++) {
        const __m256i code =
            _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(row + index + half * 16)));
        const __m256i digit = _mm256_loadu_si256((const __m256i *)(digits + index + half * 16));
        sums[half] = _mm256_add_epi32(sums[half], _mm256_madd_epi16(code, digit));
      }
    const __m256i sum = _mm256_add_epi32(sums[0], sums[1]);
    __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4E));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0xB1));
    bounds(row, codes, _mm_cvtsi128_si32(half), query, lower + pick, upper + pick);
  }
}
#endif

void ck_compare_rows(
    ck_path path, const uint8_t *rows, size_t dimension, const ck_query *query, const uint32_t *picks, size_t count,
    float *lower, float *upper) {
#if defined(__x86_64__)
  if (path != CK_PORTABLE) {
    compare_avx2(rows, dimension, query, picks, count, lower, upper);
    return;
  }
#endif
  (void)path;
  compare_portable(rows, dimension, query, picks, count, lower, upper);
}
