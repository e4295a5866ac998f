// One query by a run of blocks: whole rows, or prefixes under a filter.
#include "kernels.h"

static size_t take(uint64_t mask, size_t row, uint32_t *places) {
  size_t found = 0;
  for (; mask; mask &= mask - 1) places[found++] = (uint32_t)row + (uint32_t)__builtin_ctzll(mask);
  return found;
}

size_t ck_sieve(
    ck_path path, ck_form form, ck_block first, size_t groups, size_t blocks, const ck_query *query,
    uint32_t *places, float *upper) {
  size_t found = 0;
  for (size_t block = 0; block < blocks; block++) {
    const size_t row = block * CK_BLOCK_ROWS;
    const ck_block some = {
        .codes = first.codes + block * groups * CK_BLOCK_ROWS * 4, .scales = first.scales + row, .errors = first.errors + row};
    uint64_t mask;
    float bounds[CK_BLOCK_ROWS];
    ck_scan(path, form, some, groups, query, 1, &mask, bounds);
    const size_t reached = take(mask, row, places + found);
    for (size_t place = found; place < found + reached; place++) upper[place] = bounds[places[place] - row];
    found += reached;
  }
  return found;
}

ck_sieved ck_sieve_prefixes(
    ck_path path, ck_form form, const uint8_t *start, size_t width, size_t first, size_t blocks,
    const uint64_t *allowed, int fewest, const ck_query *query, uint32_t *rows) {
  ck_sieved sieved = {0, 0, 0};
  const size_t groups = ck_groups(width);
  for (size_t block = first; block < first + blocks; block++) {
    const uint64_t word = allowed[block];
    if (!word) continue;
    const int count = __builtin_popcountll(word);
    uint64_t mask = word;
    if (count >= fewest) {
      const ck_prefix_block prefix = ck_prefix_block_at(start, width, block);
      float bounds[CK_BLOCK_ROWS];
      ck_scan_prefixes(path, form, prefix.block, prefix.tails, groups, query, 1, &mask, bounds);
      mask &= word;
      sieved.compared += (size_t)count;
      sieved.passed += (size_t)__builtin_popcountll(mask);
    }
    sieved.found += take(mask, block * CK_BLOCK_ROWS, rows + sieved.found);
  }
  return sieved;
}
