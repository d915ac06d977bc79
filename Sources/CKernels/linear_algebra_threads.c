// OpenBLAS starts a thread for every core while it is loaded, before the first line of any program
// that is linked with it, and takes tens of megabytes of address space for each; where there is no
// such room it waits for it for ever. Nothing here wants these threads: products are small, and
// their bits may depend on how many threads there are.
//
// How many to start OpenBLAS asks of this function, which reads OPENBLAS_NUM_THREADS. A definition
// in the program takes the library's place, whether that is linked or loaded; with a library that
// asks in another way nothing changes. Weak, so that a static OpenBLAS may bring its own.
__attribute__((weak, visibility("default"))) int openblas_num_threads_env(void) { return 1; }
