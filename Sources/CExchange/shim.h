#include <fcntl.h>
#include <stdio.h>

// glibc shows renameat2(2) to programs that define _GNU_SOURCE only, which Swift's own modules don't.
extern int renameat2(int, const char *, int, const char *, unsigned int);

/// Makes each of two paths of one file system name what the other named, in one step. 0, or -1 with errno.
static inline int exchange_paths(const char *one, const char *other) {
  return renameat2(AT_FDCWD, one, AT_FDCWD, other, 1u << 1 /* RENAME_EXCHANGE */);
}
