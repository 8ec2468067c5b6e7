#include <stddef.h>
#include <stdint.h>

/* Of libFuzzer: runs a fuzzer with its command line. */
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test)(const uint8_t *data, size_t size));
