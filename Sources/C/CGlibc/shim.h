// What glibc (2.34) has and Swift's own view of its headers leaves out: mallopt, and what is declared here.
#include <malloc.h>
#include <spawn.h>

int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
