// What building and probing of lists needs besides the scan: one query by a run of blocks, and the greatest of many scores.
#include "kernels.h"

#include <math.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

enum { lanes = 16 };

size_t ck_sieve(
    ck_path path, ck_form form, ck_block first, size_t groups, size_t blocks, const ck_query *query,
    uint32_t *places, float *upper) {
  size_t found = 0;
  for (size_t block = 0; block < blocks; block++) {
    const size_t row = block * CK_BLOCK_ROWS;
    const ck_block some = {
        .codes = first.codes + block * groups * CK_BLOCK_ROWS * 4, .scales = first.scales + row, .errors = first.errors + row};
    uint64_t mask;
    float bounds[CK_BLOCK_ROWS];
    ck_scan(path, form, some, groups, query, 1, &mask, bounds);
    for (; mask; mask &= mask - 1) {
      const int bit = __builtin_ctzll(mask);
      places[found] = (uint32_t)row + (uint32_t)bit;
      upper[found] = bounds[bit];
      found++;
    }
  }
  return found;
}

INLINE void greatest_scores(const float *scores, size_t count, size_t columns, uint32_t *places, float *values) {
  for (size_t row = 0; row < count; row++, scores += columns) {
    float best[lanes];
    for (size_t lane = 0; lane < lanes; lane++) best[lane] = -INFINITY;
    size_t column = 0;
    for (; column + lanes <= columns; column += lanes)
      for (size_t lane = 0; lane < lanes; lane++) {
        const float value = scores[column + lane];
        best[lane] = value > best[lane] ? value : best[lane];
      }
    for (; column < columns; column++) best[0] = scores[column] > best[0] ? scores[column] : best[0];
    for (size_t lane = 1; lane < lanes; lane++) best[0] = best[lane] > best[0] ? best[lane] : best[0];
    size_t place = 0;
    while (place + 1 < columns && !(scores[place] == best[0])) place++;
    places[row] = (uint32_t)place;
    values[row] = best[0];
  }
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) static void greatest_scores_avx2(
    const float *scores, size_t count, size_t columns, uint32_t *places, float *values) {
  greatest_scores(scores, count, columns, places, values);
}
#endif

void ck_best_columns(
    ck_path path, const float *scores, size_t count, size_t columns, uint32_t *places, float *values) {
#if defined(__x86_64__)
  if (path != CK_PORTABLE) {
    greatest_scores_avx2(scores, count, columns, places, values);
    return;
  }
#endif
  (void)path;
  greatest_scores(scores, count, columns, places, values);
}
