// What OpenBLAS asks of the machine: threads and address space.
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "CKernels.h"

// OpenBLAS starts a thread for every core while it is loaded, before the first line of any program
// that is linked with it, and takes tens of megabytes of address space for each; where there is no
// such room it tries again for ever. Nothing here wants these threads: products are small, and
// their bits may depend on how many threads there are.
//
// How many to start OpenBLAS asks of this function, which otherwise reads OPENBLAS_NUM_THREADS. A
// definition in the program takes the library's place; with a library that asks in another way
// nothing changes. Weak, so that a static OpenBLAS may bring its own.
__attribute__((weak, visibility("default"))) int openblas_num_threads_env(void) { return 1; }

// Work space of one call; OpenBLAS keeps it, one for each thread that calls at the same time.
enum { work_space = 32 << 22 };

void tiltmeter_linear_algebra_room(void) {
  static _Thread_local int looked;
  if (looked) return;
  looked = 1;
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
  void *place =
      mmap(NULL, work_space, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (place == MAP_FAILED) {
    errno = ENOMEM;
    abort();
  }
  munmap(place, work_space);
}
