// Vectors that are hard for the bounds, and what counts the checks that fail.
#include "vectors.h"

#include <math.h>
#include <stdio.h>

uint64_t state;

uint64_t next(void) {
  uint64_t z = (state += UINT64_C(0x9E3779B97F4A7C15));
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

float uniform(void) { return (float)(next() >> 40) / (float)(1 << 23) - 1; }

static const char *const names[kinds] = {"random", "signs",       "one large", "nearly equal", "zeros",
                                         "sparse", "tiny values", "large", "huge", "not finite"};

void fill(float *row, size_t dimension, int kind) {
  for (size_t index = 0; index < dimension; index++) switch (kind) {
      case signs: row[index] = next() % 2 ? 1 : -1; break;
      case one_large: row[index] = index ? uniform() * 1e-3f : 1; break;
      case nearly_equal: row[index] = 1 + uniform() * 1e-5f; break;
      case zeros: row[index] = 0; break;
      case sparse: row[index] = next() % 50 ? 0 : uniform(); break;
      case tiny_values: row[index] = uniform() * 1e-38f; break;
      // Products of two such vectors lie about the greatest float32.
      case large: row[index] = uniform() * 2e19f; break;
      case huge: row[index] = uniform() * 1e30f; break;
      case not_finite: row[index] = next() % 9 ? uniform() : next() % 2 ? INFINITY : NAN; break;
      default: row[index] = uniform();
    }
}

int failures;

void check(bool holds, const char *what, int kind, size_t dimension, ck_path path, ck_form form) {
  if (holds) return;
  if (failures++ < 20)
    printf("%s: rows %s, %zu dimensions, path %d, form %d\n", what, names[kind], dimension, (int)path, (int)form);
}
