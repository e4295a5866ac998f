// Rows and queries as int8 and int16 codes, with what is lost by it.
//
// A row x is written as s·X with integers |X_j| <= 127, and x = sX + e. A query q is written as t·Q, and q = tQ + f. Then
//
//     <q, x> - <tQ, sX> = <tQ, e> + <f, x>,
//
// and by Cauchy-Schwarz
//
//     |<q, x> - s·t·<Q, X>| <= |tQ|·|e| + |f|·|x|.
//
// <Q, X> is an integer and worked out exactly. |e| is measured and stored for each row (`errors`), |tQ| and |f| for each
// query (`reach`; `slack` holds |f| times the greatest |x|).
//
// What remains is float32's own rounding, u = 2^-24 a step, in s·t·<Q, X> + |tQ|·|e| + slack. As rounding to the nearest
// code never moves a value by more than itself, |e| <= |x| and |sX| <= 2|x|. At most six steps, for the lower bound
// twelve, lie between the integer and the bound, each of relative size u on a quantity of at most
// 2·|tQ|·|x| + |tQ|·|x| + |f|·|x|, so that 12·3·u·(|tQ| + |f|)·|x| < 2^-18·(|tQ| + |f|)·|x| covers all. It also covers the
// sum in double precision that a bound is compared with: d·2^-53·|q|·|x|. Underflow adds less than `tiny`.
#include "codes.h"
#include "kernels.h"

#include <float.h>

INLINE float encode_row(const float *row, size_t dimension, uint8_t *codes, float *scale, float *error) {
  const ck_squares sum = ck_write_row(row, dimension, codes, scale);
  // Not finite: a value is infinite or none at all.
  if (!isfinite(sum.whole)) {
    *error = INFINITY;
    return 0;
  }
  *error = ck_rounded_up(sqrt(sum.lost));
  return ck_rounded_up(sqrt(sum.whole));
}

INLINE float encode_rows(
    const float *rows, size_t count, size_t dimension, uint8_t *codes, float *scales, float *errors) {
  if (count < CK_BLOCK_ROWS) {
    memset(codes, 128, ck_block_bytes(dimension));
    memset(scales, 0, CK_BLOCK_ROWS * sizeof *scales);
    memset(errors, 0, CK_BLOCK_ROWS * sizeof *errors);
  }
  float greatest = 0;
  for (size_t row = 0; row < count; row++) {
    const float length = encode_row(rows + row * dimension, dimension, codes + row * 4, scales + row, errors + row);
    greatest = fmaxf(greatest, length);
  }
  return greatest;
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) static float encode_rows_avx2(
    const float *rows, size_t count, size_t dimension, uint8_t *codes, float *scales, float *errors) {
  return encode_rows(rows, count, dimension, codes, scales, errors);
}
#endif

float ck_encode_rows(
    ck_path path, const float *rows, size_t count, size_t dimension, uint8_t *codes, float *scales,
    float *errors) {
#if defined(__x86_64__)
  if (path != CK_PORTABLE) return encode_rows_avx2(rows, count, dimension, codes, scales, errors);
#endif
  (void)path;
  return encode_rows(rows, count, dimension, codes, scales, errors);
}

// What a code of 1 stands for. A code is at most what int16 or int8 holds, and what 32 bits of a sum over all dimensions
// hold. With AVX2, `pmaddubsw` sums of eight products stay in 16 bits: 255 times the eight codes has to fit, so they are
// at most 128 together. Each is rounded by at most a half.
static float query_step(ck_path path, ck_form form, const float *query, size_t dimension, float value, float limit) {
  float step = value / limit;
  if (path != CK_AVX2 || form == CK_WIDE) return step;
  float most = 0;
  for (size_t first = 0; first < dimension; first += CK_CHUNK * 4) {
    float sums[2] = {0, 0};
    for (size_t index = first; index < dimension && index < first + CK_CHUNK * 4; index++)
      sums[index / 2 % 2] += fabsf(query[index]);
    most = fmaxf(most, fmaxf(sums[0], sums[1]));
  }
  return fmaxf(step, most / 124);
}

static float greatest_code(ck_form form, size_t dimension) {
  const size_t fits = INT32_MAX / (255 * ck_groups(dimension) * 4);
  const size_t limit = form == CK_WIDE ? INT16_MAX : 127;
  return (float)(fits < limit ? fits : limit);
}

ck_written ck_write_query(ck_path path, ck_form form, const float *query, size_t dimension, void *codes) {
  const float limit = greatest_code(form, dimension);
  const float value = ck_greatest_value(query, dimension);
  float step = limit < 1 ? INFINITY : query_step(path, form, query, dimension, value, limit);
  const bool zeros = !(value > ck_least_value) || !isfinite(step);
  if (zeros) step = 1;
  memset(codes, 0, ck_groups(dimension) * 4 * (form == CK_WIDE ? sizeof(int16_t) : sizeof(int8_t)));
  int32_t total = 0;
  ck_squares sum = {0, 0, 0};
  for (size_t first = 0; first < dimension; first += ck_piece) {
    const size_t some = dimension - first < ck_piece ? dimension - first : ck_piece;
    float rounded[ck_piece] = {0};
    const ck_squares part = ck_round_values(query + first, some, step, zeros ? 0 : limit, rounded);
    sum.coded += part.coded;
    sum.lost += part.lost;
    for (size_t index = 0; index < some && !zeros; index++) {
      const int32_t code = (int32_t)rounded[index];
      total += code;
      if (form == CK_WIDE)
        ((int16_t *)codes)[first + index] = (int16_t)code;
      else
        ((int8_t *)codes)[first + index] = (int8_t)code;
    }
  }
  return (ck_written){step, total, zeros ? 0 : sqrt(sum.coded), sqrt(sum.lost)};
}

ck_query ck_encode_query(
    ck_path path, ck_form form, const float *query, size_t dimension, float greatest, void *codes) {
  const ck_written written = ck_write_query(path, form, query, dimension, codes);
  const double reach = written.reach, lost = written.lost, longest = (double)greatest;
  double slack = lost * longest + ck_rounding * (reach + lost) * longest + (double)ck_tiny;
  // Where float32 could overflow, nothing is ruled out.
  if (!((reach + lost) * longest < (double)FLT_MAX / 16)) slack = INFINITY;
  return (ck_query){
      .codes = codes, .step = written.step, .offset = 128 * written.total, .reach = ck_rounded_up(reach),
      .slack = ck_rounded_up(slack), .threshold = -INFINITY};
}
