#ifndef CCOUNTERS_H
#define CCOUNTERS_H

#include <stdint.h>

/// Allocations of the whole process so far. Reallocations count where they were given another place to grow.
uint64_t counters_allocations(void);

/// The bytes that were asked for in these allocations.
uint64_t counters_allocated_bytes(void);

/// Instructions that this thread has executed in user mode so far, or 0 where the kernel or the machine does not count them.
uint64_t counters_instructions(void);

/// Does nothing with the value, but a compiler cannot know that: what it was computed from has to be computed.
void counters_keep(uint64_t value);

#endif
