#define _GNU_SOURCE
#include "CCounters.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

void counters_keep(uint64_t value) { (void)value; }

static _Atomic uint64_t allocations;
static _Atomic uint64_t allocated_bytes;

uint64_t counters_allocations(void) { return atomic_load_explicit(&allocations, memory_order_relaxed); }

uint64_t counters_allocated_bytes(void) { return atomic_load_explicit(&allocated_bytes, memory_order_relaxed); }

#if defined(__GLIBC__)

// The C library allows a program to have an allocator of its own. This one counts and passes on to the library's.

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static void count(size_t size) {
  atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&allocated_bytes, size, memory_order_relaxed);
}

void *malloc(size_t size) {
  count(size);
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count(number * size);
  return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
  void *new = __libc_realloc(old, size);
  if (new != old) count(size);
  return new;
}

void *memalign(size_t alignment, size_t size) {
  count(size);
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **result, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
  void *memory = memalign(alignment, size);
  if (memory == NULL) return ENOMEM;
  *result = memory;
  return 0;
}

void free(void *memory) { __libc_free(memory); }

#endif

#if defined(__linux__)

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

uint64_t counters_instructions(void) {
  static int counter = -2;
  if (counter == -2) {
    struct perf_event_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.type = PERF_TYPE_HARDWARE;
    attributes.size = sizeof attributes;
    attributes.config = PERF_COUNT_HW_INSTRUCTIONS;
    attributes.exclude_kernel = 1;
    attributes.exclude_hv = 1;
    counter = (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0);
  }
  uint64_t value = 0;
  if (counter < 0 || read(counter, &value, sizeof value) != sizeof value) return 0;
  return value;
}

#else

uint64_t counters_instructions(void) { return 0; }

#endif
