// In plain C, for CPUs without the instructions of the others.
#include "kernels.h"

#include <string.h>

#define DOTS(NAME, CODE)                                                                                       \
  void NAME(                                                                                                   \
      const uint8_t *codes, size_t groups, const ck_query *queries, size_t count, const uint8_t *ahead,        \
      int32_t (*sums)[CK_BLOCK_ROWS]) {                                                                        \
    (void)ahead;                                                                                               \
    for (size_t query = 0; query < count; query++) {                                                           \
      const CODE *digits = queries[query].codes;                                                               \
      int32_t found[CK_BLOCK_ROWS] = {0};                                                                      \
      for (size_t group = 0; group < groups; group++) {                                                        \
        const uint8_t *four = codes + group * CK_BLOCK_ROWS * 4;                                               \
        const int32_t a = digits[group * 4], b = digits[group * 4 + 1];                                        \
        const int32_t c = digits[group * 4 + 2], d = digits[group * 4 + 3];                                    \
        for (size_t row = 0; row < CK_BLOCK_ROWS; row++)                                                       \
          found[row] += four[row * 4] * a + four[row * 4 + 1] * b + four[row * 4 + 2] * c + four[row * 4 + 3] * d; \
      }                                                                                                        \
      memcpy(sums[query], found, sizeof found);                                                                \
    }                                                                                                          \
  }

DOTS(ck_wide_portable, int16_t)
DOTS(ck_narrow_portable, int8_t)

uint64_t ck_sift_portable(
    const int32_t *sums, ck_block block, const float *tails, const ck_query *query, float *upper) {
  const float bar = query->threshold;
  uint64_t mask = 0;
  for (size_t row = 0; row < CK_BLOCK_ROWS; row++) {
    const float estimate = (float)(sums[row] - query->offset) * (block.scales[row] * query->step);
    upper[row] = estimate + query->reach * block.errors[row] + query->slack;
    if (tails) upper[row] += query->tail * tails[row];
    mask |= (uint64_t)!(upper[row] < bar) << row;
  }
  return mask;
}
