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
#include "kernels.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

enum { lanes = 16 };
static const float tiny = 1e-28f;
// Below this greatest value a vector is written as zeros: its steps would be no normal numbers.
static const float least_value = 1e-30f;
// The rounding of all arithmetic, relative to the lengths.
static const double rounding = 0x1p-18;

static float rounded_up(double value) { return nextafterf((float)(value * (1 + 1e-9)), INFINITY); }

INLINE float greatest_value(const float *values, size_t count) {
  float greatest[lanes] = {0};
  size_t index = 0;
  for (; index + lanes <= count; index += lanes)
    for (size_t lane = 0; lane < lanes; lane++) {
      const float value = fabsf(values[index + lane]);
      greatest[lane] = value > greatest[lane] ? value : greatest[lane];
    }
  for (; index < count; index++) greatest[0] = fmaxf(greatest[0], fabsf(values[index]));
  for (size_t lane = 1; lane < lanes; lane++) greatest[0] = fmaxf(greatest[0], greatest[lane]);
  return greatest[0];
}

// The nearest integer, halves to even, for |value| < 2^22: adding 1.5 × 2^23 leaves no bits for a fraction.
INLINE float nearest(float value) {
  const float shift = 0x1.8p23f;
  return (value + shift) - shift;
}

// Codes, and the squared lengths of what they stand for, of what is lost, and of the values.
typedef struct {
  double coded, lost, whole;
} squares;

INLINE squares round_values(
    const float *values, size_t count, float step, float limit, float *restrict codes) {
  double coded[lanes] = {0}, lost[lanes] = {0}, whole[lanes] = {0};
  const float inverse = 1 / step;
  for (size_t index = 0; index < count; index += lanes) {
    const size_t some = count - index < lanes ? count - index : lanes;
    float value[lanes] = {0}, code[lanes];
    if (some == lanes)
      memcpy(value, values + index, sizeof value);
    else
      memcpy(value, values + index, some * sizeof *value);
    for (size_t lane = 0; lane < lanes; lane++) {
      float near = nearest(value[lane] * inverse);
      near = near < limit ? near : limit;
      code[lane] = near > -limit ? near : -limit;
      const double stands_for = (double)step * (double)code[lane];
      const double left = (double)value[lane] - stands_for;
      coded[lane] += stands_for * stands_for;
      lost[lane] += left * left;
      whole[lane] += (double)value[lane] * (double)value[lane];
    }
    memcpy(codes + index, code, some == lanes ? sizeof code : some * sizeof *code);
  }
  squares sum = {0, 0, 0};
  for (size_t lane = 0; lane < lanes; lane++) {
    sum.coded += coded[lane];
    sum.lost += lost[lane];
    sum.whole += whole[lane];
  }
  return sum;
}

enum { piece = 256 };

INLINE float encode_row(const float *row, size_t dimension, uint8_t *codes, float *scale, float *error) {
  const float greatest = greatest_value(row, dimension);
  squares sum = {0, 0, 0};
  *scale = greatest > least_value && isfinite(greatest) ? greatest / 127 : 0;
  for (size_t first = 0; first < dimension; first += piece) {
    const size_t some = dimension - first < piece ? dimension - first : piece;
    float rounded[piece];
    memset(rounded, 0, sizeof rounded);
    if (*scale > 0) {
      const squares part = round_values(row + first, some, *scale, 127, rounded);
      sum.lost += part.lost;
      sum.whole += part.whole;
    } else {
      for (size_t index = first; index < first + some; index++) sum.whole += (double)row[index] * (double)row[index];
      sum.lost = sum.whole;
    }
    uint8_t bytes[piece];
    for (size_t index = 0; index < piece; index++) bytes[index] = (uint8_t)((int32_t)rounded[index] + 128);
    for (size_t group = 0; group < ck_groups(some); group++)
      memcpy(codes + (first / 4 + group) * CK_BLOCK_ROWS * 4, bytes + group * 4, 4);
  }
  // Not finite: a value is infinite or none at all.
  if (!isfinite(sum.whole)) {
    for (size_t group = 0; group < ck_groups(dimension); group++) memset(codes + group * CK_BLOCK_ROWS * 4, 128, 4);
    *scale = 0;
    *error = INFINITY;
    return 0;
  }
  *error = rounded_up(sqrt(sum.lost));
  return rounded_up(sqrt(sum.whole));
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

// The greatest code of a query: what int16 or int8 holds, what 16 bits of a pair of products hold, and what 32 bits of
// a sum over all dimensions hold.
static float greatest_code(ck_path path, ck_form form, size_t dimension) {
  const size_t fits = INT32_MAX / (255 * ck_groups(dimension) * 4);
  const size_t limit = form == CK_WIDE ? INT16_MAX : path == CK_AVX2 ? 63 : 127;
  return (float)(fits < limit ? fits : limit);
}

ck_query ck_encode_query(
    ck_path path, ck_form form, const float *query, size_t dimension, float greatest, void *codes) {
  const float limit = greatest_code(path, form, dimension);
  const float value = greatest_value(query, dimension);
  const bool zeros = !(value > least_value) || !isfinite(value) || limit < 1;
  const float step = zeros ? 1 : value / limit;
  memset(codes, 0, ck_groups(dimension) * 4 * (form == CK_WIDE ? sizeof(int16_t) : sizeof(int8_t)));
  int32_t total = 0;
  squares sum = {0, 0, 0};
  for (size_t first = 0; first < dimension; first += piece) {
    const size_t some = dimension - first < piece ? dimension - first : piece;
    float rounded[piece] = {0};
    const squares part = round_values(query + first, some, step, zeros ? 0 : limit, rounded);
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
  const double reach = zeros ? 0 : sqrt(sum.coded), lost = sqrt(sum.lost);
  const double longest = (double)greatest;
  double slack = lost * longest + rounding * (reach + lost) * longest + (double)tiny;
  // Where float32 could overflow, nothing is ruled out.
  if (!((reach + lost) * longest < (double)FLT_MAX / 16)) slack = INFINITY;
  return (ck_query){
      .codes = codes, .step = step, .offset = 128 * total, .reach = rounded_up(reach), .slack = rounded_up(slack),
      .threshold = -INFINITY};
}
