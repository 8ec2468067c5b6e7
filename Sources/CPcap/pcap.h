#include <pcap/pcap.h>
#include <stddef.h>
#include <stdio.h>

#if defined(__linux__)
/* fopencookie(3), which C's headers declare under _GNU_SOURCE only: too late for a module that Swift has built. */
struct sealpost_cookie_functions {
  ssize_t (*read)(void *cookie, char *buffer, size_t size);
  ssize_t (*write)(void *cookie, const char *buffer, size_t size);
  int (*seek)(void *cookie, void *offset, int whence);
  int (*close)(void *cookie);
};
extern FILE *sealpost_fopencookie(void *cookie, const char *mode, struct sealpost_cookie_functions functions)
    __asm__("fopencookie");
#endif
