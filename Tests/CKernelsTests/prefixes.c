// Checks the bounds of prefixes in a drawn basis, and those of single rows.
#include "vectors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Directions that are orthogonal but for float32, one in four scaled a little off length 1, with the skew that they have.
static ck_basis drawn_basis(size_t dimension, size_t width) {
  double *turn = calloc(width * dimension, sizeof *turn);
  float *values = malloc(dimension * width * sizeof *values);
  for (size_t column = 0; column < width; column++) {
    double *direction = turn + column * dimension;
    for (size_t index = 0; index < dimension; index++) direction[index] = (double)uniform();
    for (size_t turns = 0; turns < 2; turns++)
      for (size_t other = 0; other < column; other++) {
        double along = 0;
        for (size_t index = 0; index < dimension; index++) along += direction[index] * turn[other * dimension + index];
        for (size_t index = 0; index < dimension; index++) direction[index] -= along * turn[other * dimension + index];
      }
    double length = 0;
    for (size_t index = 0; index < dimension; index++) length += direction[index] * direction[index];
    for (size_t index = 0; index < dimension; index++) {
      direction[index] = length > 1e-12 ? direction[index] / sqrt(length) : 0;
      values[index * width + column] = (float)(direction[index] * (next() % 4 ? 1 : 1 + 1e-4));
    }
  }
  double skew = 0;
  for (size_t left = 0; left < width; left++)
    for (size_t right = 0; right < width; right++) {
      double product = left == right ? -1 : 0;
      for (size_t index = 0; index < dimension; index++)
        product += (double)values[index * width + left] * (double)values[index * width + right];
      skew += product * product;
    }
  free(turn);
  return (ck_basis){values, dimension, width, sqrt(skew) * (1 + 1e-9)};
}

typedef struct {
  const float *rows, *queries;
  const double *scores;
  size_t rows_count, query_count;
  int kind, query_kind;
} sample;

// Blocks in one stretch, each a copy of `block`, one of them left out by the filter, one with few rows.
static void check_sieve(
    ck_path path, ck_form form, ck_basis basis, ck_prefix_block block, const ck_query *queries, sample given) {
  enum { blocks = 4, first = 1, few = 3, fewest = 4 };
  const size_t codes = ck_block_bytes(basis.width), numbers = CK_BLOCK_ROWS * sizeof(float);
  uint8_t *stretch = malloc(blocks * ck_prefix_bytes(basis.width));
  uint64_t allowed[blocks] = {~UINT64_C(0), ~UINT64_C(0) ^ 1, 0, UINT64_C(1) << 63 | 6};
  uint32_t *rows = malloc((blocks - first) * CK_BLOCK_ROWS * sizeof *rows);
  for (size_t index = 0; index < blocks; index++) {
    uint8_t *to = stretch + index * ck_prefix_bytes(basis.width);
    memcpy(to, block.block.codes, codes);
    memcpy(to + codes, block.block.scales, numbers);
    memcpy(to + codes + numbers, block.block.errors, numbers);
    memcpy(to + codes + 2 * numbers, block.tails, numbers);
  }
  for (size_t query = 0; query < given.query_count; query++) {
    uint64_t mask;
    float upper[CK_BLOCK_ROWS];
    ck_scan_prefixes(path, form, block.block, block.tails, ck_groups(basis.width), queries + query, 1, &mask, upper);
    const ck_sieved sieved = ck_sieve_prefixes(
        path, form, stretch, basis.width, first, blocks - first, allowed, fewest, queries + query, rows);
    size_t found = 0;
    bool same = true;
    for (uint32_t row = first * CK_BLOCK_ROWS; row < blocks * CK_BLOCK_ROWS; row++) {
      const bool looked = row / CK_BLOCK_ROWS == few || (mask >> row % CK_BLOCK_ROWS & 1);
      if (allowed[row / CK_BLOCK_ROWS] >> row % CK_BLOCK_ROWS & 1 && looked) {
        same = same && found < sieved.found && rows[found] == row;
        found++;
      }
    }
    check(same && found == sieved.found && sieved.compared == CK_BLOCK_ROWS - 1 && sieved.passed + 3 == found,
          "a sieve leaves other rows than a scan", given.kind, basis.dimension, path, form);
  }
  free(stretch), free(rows);
}

static void check_prefixes(ck_path path, ck_form form, ck_basis basis, sample given) {
  const size_t groups = ck_groups(basis.width), bytes = groups * 4 * (form == CK_WIDE ? 2 : 1);
  float *coordinates = malloc(given.rows_count * basis.width * sizeof *coordinates);
  float *along = malloc(given.query_count * basis.width * sizeof *along);
  uint8_t *codes = malloc(ck_block_bytes(basis.width));
  float scales[CK_BLOCK_ROWS], errors[CK_BLOCK_ROWS], tails[CK_BLOCK_ROWS];
  ck_project(path, basis, given.rows, given.rows_count, coordinates);
  ck_project(path, basis, given.queries, given.query_count, along);
  const ck_greatest greatest =
      ck_encode_prefixes(path, basis, given.rows, coordinates, given.rows_count, codes, scales, errors, tails);
  char *query_codes = malloc(given.query_count * bytes);
  ck_query *queries = malloc(given.query_count * sizeof *queries);
  uint64_t *masks = malloc(given.query_count * sizeof *masks);
  float *upper = malloc(given.query_count * CK_BLOCK_ROWS * sizeof *upper);
  for (size_t query = 0; query < given.query_count; query++) {
    queries[query] = ck_encode_prefix(
        path, form, basis, given.queries + query * basis.dimension, along + query * basis.width, greatest,
        query_codes + query * bytes);
    const float middle = (float)given.scores[query * given.rows_count + given.rows_count / 2];
    queries[query].threshold = isfinite(middle) && query % 3 ? middle : -INFINITY;
  }
  ck_scan_prefixes(
      path, form, (ck_block){codes, scales, errors}, tails, groups, queries, given.query_count, masks, upper);
  for (size_t query = 0; query < given.query_count; query++)
    for (size_t row = 0; row < given.rows_count; row++) {
      const double score = given.scores[query * given.rows_count + row];
      const bool reached = masks[query] >> row & 1;
      const float above = upper[query * CK_BLOCK_ROWS + row];
      check(!(score >= (double)queries[query].threshold) || reached, "a prefix rules out a row that reaches the threshold",
            given.kind, basis.dimension, path, form);
      check(!reached || !(score > (double)above), "the bound of a prefix is broken", given.kind, basis.dimension, path, form);
      // The bound is of use: with all directions, it is as close as one of whole rows.
      if (reached && given.kind == random_values && given.query_kind == random_values && basis.width == basis.dimension &&
          basis.dimension >= 8)
        check((double)above - score < 0.15 * (double)greatest.length * sqrt((double)basis.dimension),
              "the bound of a prefix is wide", given.kind, basis.dimension, path, form);
    }
  check_sieve(path, form, basis, (ck_prefix_block){{codes, scales, errors}, tails}, queries, given);
  free(coordinates), free(along), free(codes), free(query_codes), free(queries), free(masks), free(upper);
}

static void check_rows(ck_path path, size_t dimension, sample given) {
  uint8_t *codes = malloc(ck_block_bytes(dimension)), *rows = malloc(given.rows_count * ck_row_bytes(dimension));
  float scales[CK_BLOCK_ROWS], errors[CK_BLOCK_ROWS];
  const float greatest = ck_encode_rows(path, given.rows, given.rows_count, dimension, codes, scales, errors);
  ck_copy_rows((ck_block){codes, scales, errors}, dimension, given.rows_count, rows);
  int16_t *digits = calloc(ck_row_codes(dimension), sizeof *digits);
  uint32_t *picks = malloc(given.rows_count * sizeof *picks);
  float *lower = malloc(given.rows_count * sizeof *lower), *upper = malloc(given.rows_count * sizeof *upper);
  for (size_t row = 0; row < given.rows_count; row++) picks[row] = (uint32_t)(given.rows_count - 1 - row);
  for (size_t query = 0; query < given.query_count; query++) {
    const ck_query encoded =
        ck_encode_query(path, CK_WIDE, given.queries + query * dimension, dimension, greatest, digits);
    ck_compare_rows(path, rows, dimension, &encoded, picks, given.rows_count, lower, upper);
    for (size_t row = 0; row < given.rows_count; row++) {
      const double score = given.scores[query * given.rows_count + picks[row]];
      check(!(score > (double)upper[row]) && !(score < (double)lower[row]), "the bound of a row is broken", given.kind,
            dimension, path, CK_WIDE);
    }
  }
  free(codes), free(rows), free(digits), free(picks), free(lower), free(upper);
}

void compare_prefixes(size_t dimension, size_t width, size_t rows_count, size_t query_count, int kind, int query_kind) {
  float *rows = malloc(rows_count * dimension * sizeof *rows), *queries = malloc(query_count * dimension * sizeof *queries);
  double *scores = malloc(query_count * rows_count * sizeof *scores), *values = malloc(dimension * sizeof *values);
  uint32_t *picks = malloc(rows_count * sizeof *picks);
  for (size_t row = 0; row < rows_count; row++) {
    fill(rows + row * dimension, dimension, kind);
    picks[row] = (uint32_t)row;
  }
  for (size_t query = 0; query < query_count; query++) {
    float *one = queries + query * dimension;
    fill(one, dimension, query_kind);
    for (size_t index = 0; index < dimension; index++) values[index] = (double)one[index];
    ck_exact(CK_PORTABLE, values, rows, dimension, picks, rows_count, scores + query * rows_count);
  }
  const ck_basis basis = drawn_basis(dimension, width);
  const sample given = {rows, queries, scores, rows_count, query_count, kind, query_kind};
  for (int path = CK_PORTABLE; path <= CK_AVX512; path++) {
    if (!ck_path_runs((ck_path)path)) continue;
    check_rows((ck_path)path, dimension, given);
    for (int form = CK_WIDE; form <= CK_NARROW; form++) check_prefixes((ck_path)path, (ck_form)form, basis, given);
  }
  free((void *)basis.values), free(rows), free(queries), free(scores), free(values), free(picks);
}
