// What it would cost to decode photos apart from the worker: in a thread under a filter of system calls, in a process of its
// own that stays, and in one made for each photo. All decode alike (libjpeg-turbo, scaled as the worker does).
//
//   cc -O2 Benchmarks/isolation.c -lturbojpeg -o isolation && ./isolation PHOTO.jpg…
//
// CPU time of all processes together and elapsed time, µs a photo, least of 9 rounds, the ways by turns within a round.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <turbojpeg.h>
#include <unistd.h>

enum { ROUNDS = 9, ROOM = 64 << 20, BALLAST = 400 << 20, LONG_SIDE = 800 };

typedef struct {
  const unsigned char *bytes;
  size_t size;
} photo;

static photo *photos;
static int count;

// What both sides see: the request and the answer, then room for a photo's bytes and for its pixels.
typedef struct {
  size_t size;
  int width, height;
} message;
static message *shared;
static unsigned char *shared_bytes, *shared_pixels;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static double seconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

// Decodes to `pixels`, or to memory of its own where that is NULL: the worker's array, made anew for each photo.
static void decode(tjhandle handle, photo p, unsigned char *pixels, int *width, int *height) {
  int w, h, subsampling, colours;
  if (tjDecompressHeader3(handle, p.bytes, p.size, &w, &h, &subsampling, &colours)) fail("header");
  int side = w > h ? w : h, by = 8;
  while (by > 1 && (side + by - 1) / by < LONG_SIDE) by /= 2;
  *width = (w + by - 1) / by;
  *height = (h + by - 1) / by;
  unsigned char *own = pixels ? pixels : malloc((size_t)*width * *height * 3);
  if (tjDecompress2(handle, p.bytes, p.size, own, *width, 0, *height, TJPF_RGB, 0) && tjGetErrorCode(handle) == TJERR_FATAL)
    fail("pixels");
  if (!pixels) free(own);
}

// The system calls that a decoder needs. Any other fails: glibc reads settings from files when memory of a thread grows or
// shrinks, and does without them where it can't.
static void confine(void) {
  static const int allowed[] = {SYS_read, SYS_write, SYS_futex, SYS_mmap, SYS_munmap, SYS_mremap, SYS_madvise, SYS_brk,
                                SYS_mprotect, SYS_rt_sigreturn, SYS_exit, SYS_exit_group, SYS_clock_gettime,
                                SYS_rt_sigprocmask, SYS_rseq, SYS_set_robust_list};
  enum { N = sizeof allowed / sizeof *allowed };
  struct sock_filter program[N + 5];
  int at = 0;
  program[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
  program[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, N + 1);
  program[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  for (int i = 0; i < N; i++)
    program[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, allowed[i], N - i, 0);
  program[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
  program[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog filter = {at, program};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter)) fail("seccomp");
}

static void direct(void) {
  tjhandle handle = tjInitDecompress();
  for (int i = 0, w, h; i < count; i++) decode(handle, photos[i], NULL, &w, &h);
  tjDestroy(handle);
}

static void *confined(void *unused) {
  confine();
  direct();
  return unused;
}

static void thread(void) {
  pthread_t t;
  if (pthread_create(&t, NULL, confined, NULL)) fail("pthread_create");
  pthread_join(t, NULL);
}

static int ask, answer;
static pid_t helper_pid;

static void start_helper(void) {
  ask = eventfd(0, EFD_CLOEXEC), answer = eventfd(0, EFD_CLOEXEC);
  if ((helper_pid = fork())) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  tjhandle handle = tjInitDecompress();
  confine();
  for (uint64_t one = 1; read(ask, &one, 8) == 8;) {
    photo p = {shared_bytes, shared->size};
    decode(handle, p, shared_pixels, &shared->width, &shared->height);
    one = 1;
    if (write(answer, &one, 8) != 8) break;
  }
  _exit(0);
}

// The pixels are copied out, as the worker has them in memory of its own.
static void take_pixels(void) {
  size_t size = (size_t)shared->width * shared->height * 3;
  unsigned char *pixels = malloc(size);
  memcpy(pixels, shared_pixels, size);
  __asm__ volatile("" ::"r"(pixels) : "memory");
  free(pixels);
}

// The bytes are copied in.
static void helper(void) {
  for (int i = 0; i < count; i++) {
    uint64_t one = 1;
    memcpy(shared_bytes, photos[i].bytes, shared->size = photos[i].size);
    if (write(ask, &one, 8) != 8 || read(answer, &one, 8) != 8) fail("helper");
    take_pixels();
  }
}

static void forked(void) {
  for (int i = 0; i < count; i++) {
    pid_t pid = fork();
    if (!pid) {
      tjhandle handle = tjInitDecompress();
      confine();
      decode(handle, photos[i], shared_pixels, &shared->width, &shared->height);
      _exit(0);
    }
    int status;
    if (waitpid(pid, &status, 0) < 0 || status) fail("a child");
    take_pixels();
  }
}

static double cpu(void) {
  struct rusage children;
  getrusage(RUSAGE_CHILDREN, &children);
  clockid_t clock;
  clock_getcpuclockid(helper_pid, &clock);
  return seconds(CLOCK_PROCESS_CPUTIME_ID) + seconds(clock) + children.ru_utime.tv_sec + children.ru_stime.tv_sec +
         (children.ru_utime.tv_usec + children.ru_stime.tv_usec) * 1e-6;
}

int main(int argc, char **argv) {
  photos = calloc(argc, sizeof *photos);
  for (int i = 1; i < argc; i++) {
    int file = open(argv[i], O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status)) fail(argv[i]);
    unsigned char *bytes = malloc(status.st_size);
    if (read(file, bytes, status.st_size) != status.st_size) fail(argv[i]);
    close(file);
    photos[count++] = (photo){bytes, status.st_size};
  }
  shared = mmap(NULL, ROOM * 2ul + 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) fail("mmap");
  shared_bytes = (unsigned char *)shared + 4096;
  shared_pixels = shared_bytes + ROOM;
  start_helper();
  // A worker's memory with its networks, which a fork has to copy the page tables of.
  memset(malloc(BALLAST), 1, BALLAST);

  struct {
    const char *name;
    void (*run)(void);
    double cpu, wall;
  } ways[] = {{"in the lane's thread", direct, 1e9, 1e9},
              {"in a thread under a filter", thread, 1e9, 1e9},
              {"in a process that stays, under a filter", helper, 1e9, 1e9},
              {"in a process for each photo, under a filter", forked, 1e9, 1e9}};
  for (int round = 0; round < ROUNDS; round++)
    for (int way = 0; way < 4; way++) {
      double before = cpu(), start = seconds(CLOCK_MONOTONIC);
      ways[way].run();
      double used = cpu() - before, wall = seconds(CLOCK_MONOTONIC) - start;
      if (used < ways[way].cpu) ways[way].cpu = used;
      if (wall < ways[way].wall) ways[way].wall = wall;
    }
  printf("%d photos\n", count);
  for (int way = 0; way < 4; way++)
    printf("%-46s CPU %8.1f us  elapsed %8.1f us\n", ways[way].name, ways[way].cpu / count * 1e6, ways[way].wall / count * 1e6);
  kill(helper_pid, SIGKILL);
}
