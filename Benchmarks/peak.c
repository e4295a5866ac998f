// This machine's limits, one core: how fast memory is read, and how many int8 products are added. Built and run by search.py.
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static double read_rate(void) {
  const size_t size = (size_t)512 << 20;
  char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 0;
  madvise(memory, size, MADV_HUGEPAGE);
  memset(memory, 1, size);
  double best = 0;
  for (int round = 0; round < 5; round++) {
    __m256i sums[4] = {_mm256_setzero_si256()};
    const double start = seconds();
    for (size_t index = 0; index < size; index += 128)
      for (size_t part = 0; part < 4; part++)
        sums[part] = _mm256_xor_si256(sums[part], _mm256_load_si256((const __m256i *)(memory + index + part * 32)));
    const double took = seconds() - start;
    for (size_t part = 1; part < 4; part++) sums[0] = _mm256_xor_si256(sums[0], sums[part]);
    volatile int kept = _mm256_extract_epi32(sums[0], 0);
    (void)kept;
    if ((double)size / took > best) best = (double)size / took;
  }
  munmap(memory, size);
  return best * 1e-9;
}

// Products a second: `vpdpbusd` where there is VNNI, and else `vpmaddubsw` with one `vpmaddwd` for four of them.
static double product_rate(void) {
  enum { turns = 20000000 };
  double best = 0;
  for (int round = 0; round < 5; round++) {
    const double start = seconds();
    double products;
#if defined(__AVX512VNNI__)
    __m512i sums[16], a = _mm512_set1_epi8(3), b = _mm512_set1_epi8(5);
    for (int i = 0; i < 16; i++) sums[i] = _mm512_setzero_si512();
    for (int turn = 0; turn < turns / 16; turn++) {
      __asm__ volatile("" : "+v"(a), "+v"(b));
#pragma GCC unroll 16
      for (int i = 0; i < 16; i++) sums[i] = _mm512_dpbusd_epi32(sums[i], a, b);
    }
    for (int i = 1; i < 16; i++) sums[0] = _mm512_add_epi32(sums[0], sums[i]);
    volatile int kept = _mm512_reduce_add_epi32(sums[0]);
    products = (double)(turns / 16) * 16 * 64;
#else
    __m256i sums[8], a = _mm256_set1_epi8(3), b = _mm256_set1_epi8(5), ones = _mm256_set1_epi16(1);
    for (int i = 0; i < 8; i++) sums[i] = _mm256_setzero_si256();
    for (int turn = 0; turn < turns / 32; turn++)
#pragma GCC unroll 8
      for (int i = 0; i < 8; i++) {
        __m256i four[4];
#pragma GCC unroll 4
        for (int part = 0; part < 4; part++) {
          __asm__ volatile("" : "+x"(a), "+x"(b));
          four[part] = _mm256_maddubs_epi16(a, b);
        }
        const __m256i sum = _mm256_add_epi16(_mm256_add_epi16(four[0], four[1]), _mm256_add_epi16(four[2], four[3]));
        sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(sum, ones));
      }
    for (int i = 1; i < 8; i++) sums[0] = _mm256_add_epi32(sums[0], sums[i]);
    volatile int kept = _mm256_extract_epi32(sums[0], 0);
    products = (double)(turns / 32) * 8 * 4 * 32;
#endif
    (void)kept;
    const double rate = products / (seconds() - start);
    if (rate > best) best = rate;
  }
  return best * 1e-9;
}

int main(void) {
  printf("{\"read_gigabytes_per_second\": %.1f, \"products_per_nanosecond\": %.1f, \"vnni\": %s}\n", read_rate(), product_rate(),
#if defined(__AVX512VNNI__)
         "true"
#else
         "false"
#endif
  );
  return 0;
}
