// Checks every path of the kernels that this build can run, on memory that ends where the arrays do. Built and run by
// script/kernels under AddressSanitizer and UndefinedBehaviorSanitizer, and once more with AVX-512 in plain C.
#include "vectors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// No arrays longer than what the header asks for, so that the sanitizer sees each step beyond.
static void compare(size_t dimension, size_t rows_count, size_t query_count, int kind, int query_kind) {
  const size_t groups = ck_groups(dimension);
  float *rows = malloc(rows_count * dimension * sizeof *rows), *queries = malloc(query_count * dimension * sizeof *queries);
  double *query_values = malloc(query_count * dimension * sizeof *query_values);
  double *scores = malloc(query_count * rows_count * sizeof *scores), *again = malloc(rows_count * sizeof *again);
  uint32_t *picks = malloc(rows_count * sizeof *picks);
  for (size_t row = 0; row < rows_count; row++) {
    fill(rows + row * dimension, dimension, kind);
    picks[row] = (uint32_t)row;
  }
  for (size_t query = 0; query < query_count; query++) fill(queries + query * dimension, dimension, query_kind);
  for (size_t index = 0; index < query_count * dimension; index++) query_values[index] = queries[index];
  for (size_t query = 0; query < query_count; query++)
    ck_exact(CK_PORTABLE, query_values + query * dimension, rows, dimension, picks, rows_count, scores + query * rows_count);

  uint8_t *codes = malloc(ck_block_bytes(dimension));
  float scales[CK_BLOCK_ROWS], errors[CK_BLOCK_ROWS];
  uint64_t *masks = malloc(query_count * sizeof *masks);
  float *upper = malloc(query_count * CK_BLOCK_ROWS * sizeof *upper);
  ck_query *encoded = malloc(query_count * sizeof *encoded);
  for (int path = CK_PORTABLE; path <= CK_AVX512; path++) {
    if (!ck_path_runs((ck_path)path)) continue;
    for (size_t query = 0; query < query_count; query++) {
      ck_exact((ck_path)path, query_values + query * dimension, rows, dimension, picks, rows_count, again);
      check(!memcmp(again, scores + query * rows_count, rows_count * sizeof *again) || kind == not_finite || query_kind == not_finite,
            "scores differ between paths", kind, dimension, (ck_path)path, CK_WIDE);
    }
    for (int form = CK_WIDE; form <= CK_NARROW; form++) {
      const float greatest = ck_encode_rows((ck_path)path, rows, rows_count, dimension, codes, scales, errors);
      const size_t query_bytes = groups * 4 * (form == CK_WIDE ? 2 : 1);
      char *query_codes = malloc(query_count * query_bytes);
      for (size_t query = 0; query < query_count; query++) {
        encoded[query] = ck_encode_query(
            (ck_path)path, (ck_form)form, queries + query * dimension, dimension, greatest, query_codes + query * query_bytes);
        // Half of the rows or so are to be ruled out.
        const float middle = (float)scores[query * rows_count + rows_count / 2];
        encoded[query].threshold = isfinite(middle) && query % 3 ? middle : -INFINITY;
      }
      const ck_block block = {codes, scales, errors};
      ck_scan((ck_path)path, (ck_form)form, block, groups, encoded, query_count, masks, upper);
      for (size_t query = 0; query < query_count; query++)
        for (size_t row = 0; row < rows_count; row++) {
          const double score = scores[query * rows_count + row];
          check(!(score >= encoded[query].threshold) || (masks[query] >> row & 1), "a row is ruled out that reaches the threshold",
                kind, dimension, (ck_path)path, (ck_form)form);
          if (!(masks[query] >> row & 1)) continue;
          const float above = upper[query * CK_BLOCK_ROWS + row];
          const float below = above - 2 * (encoded[query].reach * errors[row] + encoded[query].slack);
          check(!(score > above) && !(score < below), "the bound is broken", kind, dimension, (ck_path)path, (ck_form)form);
          check(!(above < encoded[query].threshold), "mask and bound differ", kind, dimension,
                (ck_path)path, (ck_form)form);
          // The bound is of use: for ordinary vectors within a tenth of the lengths.
          if (kind == random_values && query_kind == random_values && dimension >= 8) {
            const double length = (double)greatest * sqrt((double)dimension);
            check(above - below < 0.1 * length, "the bound is wide", kind, dimension, (ck_path)path, (ck_form)form);
          }
        }
      free(query_codes);
    }
  }
  free(rows), free(queries), free(query_values), free(scores), free(again), free(picks);
  free(codes), free(masks), free(upper), free(encoded);
}

int main(int count, char **arguments) {
  const int seeds = count > 1 ? atoi(arguments[1]) : 40;
  printf("paths:%s%s%s\n", " portable", ck_path_runs(CK_AVX2) ? " AVX2" : "", ck_path_runs(CK_AVX512) ? " AVX-512" : "");
  for (int seed = 0; seed < seeds; seed++) {
    state = (uint64_t)seed * 1000003;
    for (int kind = 0; kind < kinds; kind++)
      for (int query_kind = 0; query_kind < kinds; query_kind++) {
        const size_t dimension = 1 + next() % (seed % 8 ? 300 : 3000);
        compare(dimension, 1 + next() % CK_BLOCK_ROWS, 1 + next() % 15, kind, query_kind);
        const size_t fewer = dimension % 150 + 1, width = 1 + next() % fewer;
        compare_prefixes(fewer, seed % 3 ? (width + 1) / 2 : fewer, 1 + next() % CK_BLOCK_ROWS, 1 + next() % 9, kind, query_kind);
      }
  }
  compare(70000, 3, 2, signs, signs);
  compare(140000, 3, 2, signs, signs);
  if (failures) printf("%d checks failed\n", failures);
  return failures > 0;
}
