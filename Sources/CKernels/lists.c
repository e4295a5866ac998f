// What building and probing of lists needs besides the scans: the greatest of many scores.
#include "kernels.h"

#include <math.h>

#define INLINE static inline __attribute__((always_inline))

enum { lanes = 16 };

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
