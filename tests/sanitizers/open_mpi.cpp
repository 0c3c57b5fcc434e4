// Linked into everything that is built with a sanitizer: without it every MPI program "leaks" and fails.

// Open MPI unloads its plugins at the end; what they leaked then belongs to no known module and cannot be
// suppressed.
extern "C" int dlclose(void*) { return 0; }

// What Open MPI and its network libraries keep to their end.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libmpi.so\n"
         "leak:libopen-rte\n"
         "leak:libopen-pal\n"
         "leak:mca_\n"
         "leak:libpmix\n"
         "leak:libhwloc\n"
         "leak:libevent\n"
         "leak:libfabric\n"
         "leak:libuc\n"
         "leak:librdmacm\n"
         "leak:libibverbs\n"
         "leak:libnl\n"
         "leak:vasprintf\n";
}
extern "C" const char* __lsan_default_options() { return "print_suppressions=0"; }

// Open MPI's own threads are not instrumented: what they do among themselves is theirs.
extern "C" const char* __tsan_default_options() { return "ignore_noninstrumented_modules=1"; }
