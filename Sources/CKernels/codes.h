// How a vector is written as codes: what encode.c and prefix.c share.
#ifndef CODES_H
#define CODES_H

#include "CKernels.h"

#include <math.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

enum { ck_lanes = 16, ck_piece = 256 };
static const float ck_tiny = 1e-28f;
// Below this greatest value a vector is written as zeros: its steps would be no normal numbers.
static const float ck_least_value = 1e-30f;
// The rounding of all arithmetic, relative to the lengths.
static const double ck_rounding = 0x1p-18;

static inline float ck_rounded_up(double value) { return nextafterf((float)(value * (1 + 1e-9)), INFINITY); }

INLINE float ck_greatest_value(const float *values, size_t count) {
  float greatest[ck_lanes] = {0};
  size_t index = 0;
  for (; index + ck_lanes <= count; index += ck_lanes)
    for (size_t lane = 0; lane < ck_lanes; lane++) {
      const float value = fabsf(values[index + lane]);
      greatest[lane] = value > greatest[lane] ? value : greatest[lane];
    }
  for (; index < count; index++) greatest[0] = fmaxf(greatest[0], fabsf(values[index]));
  for (size_t lane = 1; lane < ck_lanes; lane++) greatest[0] = fmaxf(greatest[0], greatest[lane]);
  return greatest[0];
}

// The nearest integer, halves to even, for |value| < 2^22: adding 1.5 × 2^23 leaves no bits for a fraction.
INLINE float ck_nearest(float value) {
  const float shift = 0x1.8p23f;
  return (value + shift) - shift;
}

// Squared lengths of what codes stand for, of what is lost, and of the values.
typedef struct {
  double coded, lost, whole;
} ck_squares;

INLINE ck_squares ck_round_values(
    const float *values, size_t count, float step, float limit, float *restrict codes) {
  double coded[ck_lanes] = {0}, lost[ck_lanes] = {0}, whole[ck_lanes] = {0};
  const float inverse = 1 / step;
  for (size_t index = 0; index < count; index += ck_lanes) {
    const size_t some = count - index < ck_lanes ? count - index : ck_lanes;
    float value[ck_lanes] = {0}, code[ck_lanes];
    if (some == ck_lanes)
      memcpy(value, values + index, sizeof value);
    else
      memcpy(value, values + index, some * sizeof *value);
    for (size_t lane = 0; lane < ck_lanes; lane++) {
      float near = ck_nearest(value[lane] * inverse);
      near = near < limit ? near : limit;
      code[lane] = near > -limit ? near : -limit;
      const double stands_for = (double)step * (double)code[lane];
      const double left = (double)value[lane] - stands_for;
      coded[lane] += stands_for * stands_for;
      lost[lane] += left * left;
      whole[lane] += (double)value[lane] * (double)value[lane];
    }
    memcpy(codes + index, code, some == ck_lanes ? sizeof code : some * sizeof *codes);
  }
  ck_squares sum = {0, 0, 0};
  for (size_t lane = 0; lane < ck_lanes; lane++) {
    sum.coded += coded[lane];
    sum.lost += lost[lane];
    sum.whole += whole[lane];
  }
  return sum;
}

// A vector of one row, as bytes of a block: the codes of row 0 stand at `codes`. The scale is 0 and all is lost where its
// values are too small for codes; `sum.whole` isn't finite where a value isn't.
INLINE ck_squares ck_write_row(const float *row, size_t dimension, uint8_t *codes, float *scale) {
  const float greatest = ck_greatest_value(row, dimension);
  ck_squares sum = {0, 0, 0};
  *scale = greatest > ck_least_value && isfinite(greatest) ? greatest / 127 : 0;
  for (size_t first = 0; first < dimension; first += ck_piece) {
    const size_t some = dimension - first < ck_piece ? dimension - first : ck_piece;
    float rounded[ck_piece];
    memset(rounded, 0, sizeof rounded);
    if (*scale > 0) {
      const ck_squares part = ck_round_values(row + first, some, *scale, 127, rounded);
      sum.coded += part.coded;
      sum.lost += part.lost;
      sum.whole += part.whole;
    } else {
      for (size_t index = first; index < first + some; index++) sum.whole += (double)row[index] * (double)row[index];
      sum.lost = sum.whole;
    }
    uint8_t bytes[ck_piece];
    for (size_t index = 0; index < ck_piece; index++) bytes[index] = (uint8_t)((int32_t)rounded[index] + 128);
    for (size_t group = 0; group < ck_groups(some); group++)
      memcpy(codes + (first / 4 + group) * CK_BLOCK_ROWS * 4, bytes + group * 4, 4);
  }
  if (!isfinite(sum.whole)) {
    for (size_t group = 0; group < ck_groups(dimension); group++) memset(codes + group * CK_BLOCK_ROWS * 4, 128, 4);
    *scale = 0;
  }
  return sum;
}

// A query's codes with what a code of 1 stands for and the squared lengths.
typedef struct {
  float step;
  int32_t total;
  double reach, lost;
} ck_written;

/// Writes a query's codes: encode.c.
ck_written ck_write_query(ck_path path, ck_form form, const float *query, size_t dimension, void *codes);

#endif
