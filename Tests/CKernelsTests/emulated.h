// The AVX-512 intrinsics that Sources/CKernels/avx512.c calls, in plain C by SIMDe (Debian: libsimde-dev), so that its
// answers can be checked on a CPU without them. What SIMDe 0.7.4 lacks stands here.
#include <simde/x86/avx512.h>
#include <simde/x86/fma.h>

#define __m256i simde__m256i
#define __m512 simde__m512
#define __m512i simde__m512i
#define _CMP_NLT_UQ SIMDE_CMP_NLT_UQ
#define _mm256_loadu_si256 simde_mm256_loadu_si256
#define _mm256_storeu_si256 simde_mm256_storeu_si256
#define _mm512_add_epi32 simde_mm512_add_epi32
#define _mm512_cmp_ps_mask simde_mm512_cmp_ps_mask
#define _mm512_cvtepi64_epi32 simde_mm512_cvtepi64_epi32
#define _mm512_dpbusd_epi32 simde_mm512_dpbusd_epi32
#define _mm512_dpwssd_epi32 simde_mm512_dpwssd_epi32
#define _mm512_fmadd_ps simde_mm512_fmadd_ps
#define _mm512_loadu_ps simde_mm512_loadu_ps
#define _mm512_loadu_si512 simde_mm512_loadu_si512
#define _mm512_mul_ps simde_mm512_mul_ps
#define _mm512_set1_epi32 simde_mm512_set1_epi32
#define _mm512_set1_epi64 simde_mm512_set1_epi64
#define _mm512_set1_ps simde_mm512_set1_ps
#define _mm512_setzero_si512 simde_mm512_setzero_si512
#define _mm512_srli_epi64 simde_mm512_srli_epi64
#define _mm512_storeu_ps simde_mm512_storeu_ps
#define _mm512_storeu_si512 simde_mm512_storeu_si512
#define _mm512_sub_epi32 simde_mm512_sub_epi32

static inline simde__m512i _mm512_cvtepu8_epi16(simde__m256i bytes) {
  simde__m256i_private from = simde__m256i_to_private(bytes);
  simde__m512i_private to;
  for (int lane = 0; lane < 32; lane++) to.u16[lane] = from.u8[lane];
  return simde__m512i_from_private(to);
}

static inline simde__m512 _mm512_cvtepi32_ps(simde__m512i integers) {
  simde__m512i_private from = simde__m512i_to_private(integers);
  simde__m512_private to;
  for (int lane = 0; lane < 16; lane++) to.f32[lane] = (float)from.i32[lane];
  return simde__m512_from_private(to);
}
