// Prefixes: the first coordinates of rows and queries in a basis of directions, and the bound that they give.
//
// R holds the directions as rows, and skew >= |R·Rᵀ - 1|. Of a row x, with Rx known as y but for rounding, y is written as
// s·Y like a row of `ck_encode_rows`; of a query q, Rq as t·Z. With x = Rᵀ(sY) + v and q = Rᵀ(tZ) + w,
//
//     <q, x> = <tZ, sY> + <tZ, Rx - sY> + <Rq - tZ, sY> + <w, v> - <tZ, (R·Rᵀ - 1) sY>,
//
// so that, by Cauchy-Schwarz,
//
//     |<q, x> - s·t·<Z, Y>| <= |tZ|·|Rx - sY| + |Rq - tZ|·|sY| + |w|·|v| + skew·|tZ|·|sY|.
//
// |Rx - sY| is `errors`, |v| is `tails`, |w| is `tail`, and the rest is `slack`, with the greatest |sY| of all rows. For |v|
// nothing has to be turned back:
//
//     |v|² = |x|² - |Rx|² + |Rx - sY|² + <sY, (R·Rᵀ - 1) sY>,
//
// and so for |w|. `ck_project` adds 32 products in float32 and the sums in double precision. An error of 33 roundings,
// u = 2^-24 each, in every coordinate makes |y - Rx| <= 34·u·√width·(1 + skew)·|x|, the rounding of y to float32 included.
//
// Float32's own rounding in the bound: |sY| <= 2.1·|x|, |Rx - sY| <= 1.1·|x|, |v| <= 3.2·|x|, and at most sixteen steps, each
// of relative size u on a quantity of at most 3.2·(|tZ| + |Rq - tZ| + |w|)·|x|: less than 2^-18·(…)·|x|.
#include "codes.h"
#include "kernels.h"

#include <float.h>

enum { chunk = 32, columns = 16, abreast = 4 };

// `count` ≤ 4 rows by 16 columns at most, in registers.
INLINE void project(
    ck_basis basis, const float *rows, const size_t count, size_t first, const size_t some, float *coordinates) {
  double sums[abreast][columns] = {{0}};
  for (size_t start = 0; start < basis.dimension; start += chunk) {
    const size_t end = basis.dimension - start < chunk ? basis.dimension : start + chunk;
    float part[abreast][columns] = {{0}};
    for (size_t index = start; index < end; index++) {
      const float *direction = basis.values + index * basis.width + first;
#pragma GCC unroll 4
      for (size_t row = 0; row < count; row++) {
        const float value = rows[row * basis.dimension + index];
        for (size_t column = 0; column < some; column++) part[row][column] += value * direction[column];
      }
    }
    for (size_t row = 0; row < count; row++)
      for (size_t column = 0; column < some; column++) sums[row][column] += (double)part[row][column];
  }
  for (size_t row = 0; row < count; row++)
    for (size_t column = 0; column < some; column++)
      coordinates[row * basis.width + first + column] = (float)sums[row][column];
}

INLINE void project_rows(ck_basis basis, const float *rows, size_t count, float *coordinates) {
  for (size_t first = 0; first < basis.width; first += columns) {
    const size_t some = basis.width - first < columns ? basis.width - first : columns;
    size_t row = 0;
    if (some == columns)
      for (; row + abreast <= count; row += abreast)
        project(basis, rows + row * basis.dimension, abreast, first, columns, coordinates + row * basis.width);
    for (; row < count; row++)
      if (some == columns)
        project(basis, rows + row * basis.dimension, 1, first, columns, coordinates + row * basis.width);
      else
        project(basis, rows + row * basis.dimension, 1, first, some, coordinates + row * basis.width);
  }
}

static double projection_error(ck_basis basis) {
  return 34 * 0x1p-24 * sqrt((double)basis.width) * (1 + basis.skew);
}

INLINE double squared_length(const float *values, size_t count) {
  double sums[ck_lanes] = {0};
  size_t index = 0;
  for (; index + ck_lanes <= count; index += ck_lanes)
    for (size_t lane = 0; lane < ck_lanes; lane++)
      sums[lane] += (double)values[index + lane] * (double)values[index + lane];
  for (; index < count; index++) sums[0] += (double)values[index] * (double)values[index];
  for (size_t lane = 1; lane < ck_lanes; lane++) sums[0] += sums[lane];
  return sums[0];
}

// |v| or |w|: what codes leave of a vector, from squared lengths of it, of its coordinates and of the codes. `error` is at
// least the length of what the codes lose of the coordinates.
static double tail_length(double whole, double coordinates, double coded, double error, ck_basis basis) {
  const double kept = fmax(0, sqrt(coordinates) - projection_error(basis) * sqrt(whole));
  // A relative 1e-12 of each for double precision.
  return sqrt(fmax(0, whole - kept * kept + error * error + basis.skew * coded + 4e-12 * whole));
}

INLINE ck_greatest encode_prefixes(
    ck_basis basis, const float *rows, const float *coordinates, size_t count, uint8_t *codes, float *scales,
    float *errors, float *tails) {
  if (count < CK_BLOCK_ROWS) {
    memset(codes, 128, ck_block_bytes(basis.width));
    memset(scales, 0, CK_BLOCK_ROWS * sizeof *scales);
    memset(errors, 0, CK_BLOCK_ROWS * sizeof *errors);
    memset(tails, 0, CK_BLOCK_ROWS * sizeof *tails);
  }
  ck_greatest greatest = {0, 0};
  for (size_t row = 0; row < count; row++) {
    const double whole = squared_length(rows + row * basis.dimension, basis.dimension);
    const ck_squares sum = ck_write_row(coordinates + row * basis.width, basis.width, codes + row * 4, scales + row);
    if (!isfinite(whole) || !isfinite(sum.whole)) {
      // No number, or too large for coordinates: nothing rules it out. Its codes were set to 0, or are.
      scales[row] = 0;
      errors[row] = tails[row] = INFINITY;
      continue;
    }
    const double length = sqrt(whole), error = sqrt(sum.lost) + projection_error(basis) * length;
    errors[row] = ck_rounded_up(error + (double)ck_tiny);
    tails[row] = ck_rounded_up(tail_length(whole, sum.whole, sum.coded, error, basis) + (double)ck_tiny);
    greatest.length = fmaxf(greatest.length, ck_rounded_up(length));
    greatest.coded = fmaxf(greatest.coded, ck_rounded_up(sqrt(sum.coded)));
  }
  return greatest;
}

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,fma")))
AVX2 static void project_rows_avx2(ck_basis basis, const float *rows, size_t count, float *coordinates) {
  project_rows(basis, rows, count, coordinates);
}

AVX2 static ck_greatest encode_prefixes_avx2(
    ck_basis basis, const float *rows, const float *coordinates, size_t count, uint8_t *codes, float *scales,
    float *errors, float *tails) {
  return encode_prefixes(basis, rows, coordinates, count, codes, scales, errors, tails);
}
#endif

void ck_project(ck_path path, ck_basis basis, const float *rows, size_t count, float *coordinates) {
#if defined(__x86_64__)
  if (path != CK_PORTABLE) {
    project_rows_avx2(basis, rows, count, coordinates);
    return;
  }
#endif
  (void)path;
  project_rows(basis, rows, count, coordinates);
}

ck_greatest ck_encode_prefixes(
    ck_path path, ck_basis basis, const float *rows, const float *coordinates, size_t count, uint8_t *codes,
    float *scales, float *errors, float *tails) {
#if defined(__x86_64__)
  if (path != CK_PORTABLE)
    return encode_prefixes_avx2(basis, rows, coordinates, count, codes, scales, errors, tails);
#endif
  (void)path;
  return encode_prefixes(basis, rows, coordinates, count, codes, scales, errors, tails);
}

ck_query ck_encode_prefix(
    ck_path path, ck_form form, ck_basis basis, const float *query, const float *coordinates, ck_greatest greatest,
    void *codes) {
  const ck_written written = ck_write_query(path, form, coordinates, basis.width, codes);
  const double whole = squared_length(query, basis.dimension), kept = squared_length(coordinates, basis.width);
  const double reach = written.reach, lost = written.lost + projection_error(basis) * sqrt(whole);
  const double tail = tail_length(whole, kept, reach * reach, lost, basis);
  const double length = (double)greatest.length, coded = (double)greatest.coded;
  double slack = lost * coded + basis.skew * reach * coded + ck_rounding * (reach + lost + tail) * length;
  slack += (double)ck_tiny * (1 + reach + tail);
  // Where float32 could overflow, or there are no coordinates, nothing is ruled out.
  if (!((reach + lost + tail) * length < (double)FLT_MAX / 64)) slack = INFINITY;
  return (ck_query){
      .codes = codes, .step = written.step, .offset = 128 * written.total, .reach = ck_rounded_up(reach),
      .slack = ck_rounded_up(slack), .tail = ck_rounded_up(tail), .threshold = -INFINITY};
}
