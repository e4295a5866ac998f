// Kernels of the exact search: int8 scans with a bound on their error, and the exact scores of the rows that the bound
// can't rule out. The derivations of the bounds stand in docs/gallery.md, encode.c and prefix.c.
//
// Thread Safety: no function keeps state; each may run on any number of threads, on memory that nobody else writes.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Rows of a block of codes.
#define CK_BLOCK_ROWS 64

/// A set of instructions that the kernels are written for.
typedef enum {
  CK_PORTABLE = 0,
  CK_AVX2 = 1,
  /// AVX-512 F, BW and VNNI.
  CK_AVX512 = 2,
} ck_path;

/// Whether this CPU and its operating system run `path`.
bool ck_path_runs(ck_path path);

/// Groups of four dimensions in a row of `dimension` floats; the last is filled up with zeros.
static inline size_t ck_groups(size_t dimension) { return (dimension + 3) / 4; }

/// Bytes of the codes of a block: `ck_groups` × 64 rows × 4 dimensions, in this order.
static inline size_t ck_block_bytes(size_t dimension) { return ck_groups(dimension) * CK_BLOCK_ROWS * 4; }

/// How a query is written.
typedef enum {
  /// int16, finer: the best for one or two queries, where memory is what is waited for.
  CK_WIDE = 0,
  /// int8: the best for more, where multiplications are what is waited for.
  CK_NARROW = 1,
} ck_form;

/// A query, written for a scan. All bounds are rounded up.
typedef struct {
  /// ck_groups × 4 int16 (wide) or int8 (narrow); the caller's memory.
  const void *codes;
  /// What a code of 1 stands for.
  float step;
  /// 128 × the sum of the codes: what the offset of the rows' codes adds to each sum.
  int32_t offset;
  /// Length of the vector that the codes stand for: times a row's error, a bound.
  float reach;
  /// What the query's own rounding and all of the arithmetic add to each bound.
  float slack;
  /// Length of what the codes of a prefix leave of the query: times a row's tail, a bound; 0 for whole queries.
  float tail;
  /// Rows whose upper bound is less are ruled out; -infinity rules none out. Written by the caller between scans.
  float threshold;
} ck_query;

/// 64 rows as int8 codes, each with its own scale. Rows that don't exist have scale and error 0.
typedef struct {
  /// `ck_block_bytes`: ck_groups × 64 rows × 4 dimensions; code + 128.
  const uint8_t *codes;
  /// 64: what a code of 1 stands for, by row.
  const float *scales;
  /// 64: length of the difference between the row and what its codes stand for, rounded up, by row.
  const float *errors;
} ck_block;

/// Writes `count` ≤ 64 rows as codes.
///
/// rows: count × dimension, row-major. codes: `ck_block_bytes`. scales, errors: 64 each.
/// Returns the greatest length of a row, rounded up. A row with a value that isn't finite counts as 0 there; its error is
/// infinite, so that nothing rules it out.
float ck_encode_rows(
    ck_path path, const float *rows, size_t count, size_t dimension, uint8_t *codes, float *scales, float *errors);

/// Writes a query of `dimension` floats as codes: ck_groups × 4 int16 or int8, as `form` says.
///
/// greatest: the greatest length of a row, as `ck_encode_rows` gave it. The threshold is left at -infinity.
ck_query ck_encode_query(
    ck_path path, ck_form form, const float *query, size_t dimension, float greatest, void *codes);

/// Compares `count` queries of one form with a block.
///
/// For query q, bit r of masks[q] says that row r may score `queries[q].threshold` or more. Where masks[q] isn't 0,
/// upper[q × 64 + r] of each such row is the upper bound on its score, and less than that by
/// 2 × (queries[q].reach × errors[r] + queries[q].slack) is the lower bound.
void ck_scan(
    ck_path path, ck_form form, ck_block block, size_t groups, const ck_query *queries, size_t count,
    uint64_t *masks, float *upper);

/// Some orthogonal directions, in which a vector's first coordinates are taken: its prefix.
typedef struct {
  /// dimension × width, row-major: column k is direction k, of length 1 or nearly so.
  const float *values;
  size_t dimension, width;
  /// At least the norm of R·Rᵀ − 1, where R holds the directions as rows.
  double skew;
} ck_basis;

/// The coordinates of `count` rows in a basis.
///
/// rows: count × dimension, row-major. coordinates: count × width, row-major.
void ck_project(ck_path path, ck_basis basis, const float *rows, size_t count, float *coordinates);

/// What 64 rows or all rows are at most, rounded up.
typedef struct {
  /// Length of a row.
  float length;
  /// Length of what the codes of its prefix stand for.
  float coded;
} ck_greatest;

/// Writes the prefixes of `count` ≤ 64 rows as codes.
///
/// rows: count × dimension, row-major; coordinates: count × width, theirs. codes: `ck_block_bytes` of the width. scales,
/// errors: as in `ck_block`. tails: 64: length of what the codes leave of the row, rounded up.
ck_greatest ck_encode_prefixes(
    ck_path path, ck_basis basis, const float *rows, const float *coordinates, size_t count, uint8_t *codes,
    float *scales, float *errors, float *tails);

/// Writes the prefix of a query as codes: ck_groups of the width × 4 int16 or int8, as `form` says.
ck_query ck_encode_prefix(
    ck_path path, ck_form form, ck_basis basis, const float *query, const float *coordinates, ck_greatest greatest,
    void *codes);

/// Compares the prefixes of `count` queries with those of a block: as `ck_scan`, but upper bounds alone.
///
/// tails: 64, as `ck_encode_prefixes` wrote them.
void ck_scan_prefixes(
    ck_path path, ck_form form, ck_block block, const float *tails, size_t groups, const ck_query *queries,
    size_t count, uint64_t *masks, float *upper);

/// Bytes of a block of prefixes in one stretch of memory: codes, then 64 scales, 64 errors and 64 tails.
static inline size_t ck_prefix_bytes(size_t width) { return ck_block_bytes(width) + 3 * CK_BLOCK_ROWS * sizeof(float); }

/// A block of prefixes.
typedef struct {
  ck_block block;
  /// 64, as `ck_encode_prefixes` wrote them.
  const float *tails;
} ck_prefix_block;

/// Block `index` of blocks of `ck_prefix_bytes` from `start` on.
static inline ck_prefix_block ck_prefix_block_at(const uint8_t *start, size_t width, size_t index) {
  const uint8_t *codes = start + index * ck_prefix_bytes(width);
  const float *numbers = (const float *)(const void *)(codes + ck_block_bytes(width));
  return (ck_prefix_block){{codes, numbers, numbers + CK_BLOCK_ROWS}, numbers + 2 * CK_BLOCK_ROWS};
}

/// What `ck_sieve_prefixes` did.
typedef struct {
  /// Rows that are left.
  size_t found;
  /// Rows whose prefixes were compared, and those of them that are left.
  size_t compared, passed;
} ck_sieved;

/// Compares one query with the prefixes of the allowed rows of `blocks` blocks, from block `first` on.
///
/// start: block 0, as `ck_prefix_block_at` reads them. allowed: a word a block from block 0 on; bit r stands for row r of the
/// block. Of a block with fewer than `fewest` allowed rows these are all left, without a look at it.
/// rows: blocks × 64 at most; the rows that are left, counted from block 0 on, in ascending order.
ck_sieved ck_sieve_prefixes(
    ck_path path, ck_form form, const uint8_t *start, size_t width, size_t first, size_t blocks,
    const uint64_t *allowed, int fewest, const ck_query *query, uint32_t *rows);

/// Bytes of a row's codes that lie in one stretch: dimensions filled up to a multiple of 32, then scale and error.
static inline size_t ck_row_bytes(size_t dimension) { return (dimension + 31) / 32 * 32 + 2 * sizeof(float); }

/// Dimensions that `ck_compare_rows` reads of a query: the caller fills up its codes with zeros.
static inline size_t ck_row_codes(size_t dimension) { return (dimension + 31) / 32 * 32; }

/// Writes the rows of a block one after another: `ck_row_bytes` each.
void ck_copy_rows(ck_block block, size_t dimension, size_t count, uint8_t *rows);

/// Bounds the scores of some rows from both sides.
///
/// rows: as `ck_copy_rows` wrote them. query: a wide one, with `ck_row_codes` codes. picks: count row numbers. lower,
/// upper: count.
void ck_compare_rows(
    ck_path path, const uint8_t *rows, size_t dimension, const ck_query *query, const uint32_t *picks, size_t count,
    float *lower, float *upper);

/// Clears bit r mod 64 of word r ÷ 64 for each row r whose value doesn't lie in `least`...`most`; one that is no number does not.
///
/// values: count. words: (count + 63) ÷ 64.
void ck_keep_range(const float *values, size_t count, float least, float most, uint64_t *words);

/// Compares one query with `blocks` blocks that lie one after another, codes, scales and errors alike, from `first` on.
///
/// places, upper: blocks × 64 at most; the rows, counted from the first block's first, that may score the query's threshold
/// or more, in ascending order, and their upper bounds.
/// Returns the number of them.
size_t ck_sieve(
    ck_path path, ck_form form, ck_block first, size_t groups, size_t blocks, const ck_query *query,
    uint32_t *places, float *upper);

/// The greatest score of each row and where it stands; the first of equal ones. A row without a number has place
/// columns - 1.
///
/// scores: count × columns, row-major, columns > 0. places, values: count.
void ck_best_columns(
    ck_path path, const float *scores, size_t count, size_t columns, uint32_t *places, float *values);

/// The exact scores of some rows: dot products, each product exact, summed in double precision in an order that is the
/// same on all paths.
///
/// query: dimension. rows: n × dimension, row-major. picks: count row numbers. scores: count.
void ck_exact(
    ck_path path, const double *query, const float *rows, size_t dimension, const uint32_t *picks, size_t count,
    double *scores);

#endif
