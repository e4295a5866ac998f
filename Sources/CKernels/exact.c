// The scores that the ranking goes by.
//
// A product of two float32 has at most 48 bits, so it is exact in double precision, with or without a fused
// multiply-add. The sums are taken in 16 lanes (dimension j in lane j mod 16, in ascending order), and the lanes are added
// in halves. So a score has the same bits on all CPUs, and equal rows have equal scores.
#include "kernels.h"

#define INLINE static inline __attribute__((always_inline))

enum { lanes = 16 };

INLINE double exact(const double *query, const float *row, size_t dimension) {
  double sums[lanes] = {0};
  size_t index = 0;
  for (; index + lanes <= dimension; index += lanes)
    for (size_t lane = 0; lane < lanes; lane++) sums[lane] += query[index + lane] * (double)row[index + lane];
  for (size_t lane = 0; index < dimension; index++, lane++) sums[lane] += query[index] * (double)row[index];
  for (size_t half = lanes / 2; half > 0; half /= 2)
    for (size_t lane = 0; lane < half; lane++) sums[lane] += sums[lane + half];
  return sums[0];
}

// Rows lie anywhere in memory: the next but one is fetched while this one is summed.
INLINE void exact_rows(
    const double *query, const float *rows, size_t dimension, const uint32_t *picks, size_t count,
    double *scores) {
  const size_t line = 64 / sizeof(float), ahead = 2;
  for (size_t pick = 0; pick < count; pick++) {
    if (pick + ahead < count) {
      const float *next = rows + picks[pick + ahead] * dimension;
      for (size_t index = 0; index < dimension; index += line) __builtin_prefetch(next + index);
    }
    scores[pick] = exact(query, rows + picks[pick] * dimension, dimension);
  }
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) static void exact_rows_avx2(
    const double *query, const float *rows, size_t dimension, const uint32_t *picks, size_t count,
    double *scores) {
  exact_rows(query, rows, dimension, picks, count, scores);
}
#endif

void ck_exact(
    ck_path path, const double *query, const float *rows, size_t dimension, const uint32_t *picks, size_t count,
    double *scores) {
#if defined(__x86_64__)
  if (path != CK_PORTABLE) {
    exact_rows_avx2(query, rows, dimension, picks, count, scores);
    return;
  }
#endif
  (void)path;
  exact_rows(query, rows, dimension, picks, count, scores);
}
