/* spawn N WARM COMMAND [ARGUMENT ...]: runs a command N times after WARM times, from spawn to exit, its output thrown
   away. Prints the times as one JSON line. A run that fails is counted, and ends with status 1. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "latency.h"

extern char **environ;

int main(int count, char **words) {
  if (count < 4) {
    fprintf(stderr, "usage: spawn N WARM COMMAND [ARGUMENT ...]\n");
    return 2;
  }
  int runs = atoi(words[1]), warm = atoi(words[2]), failures = 0;
  long largest = 0;
  Latencies wall = {0}, processor = {0};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  for (int i = -warm; i < runs; i++) {
    pid_t process;
    int status;
    struct rusage usage;
    uint64_t start = now();
    if (posix_spawnp(&process, words[3], &actions, NULL, words + 3, environ)) {
      perror(words[3]);
      return 2;
    }
    wait4(process, &status, 0, &usage);
    uint64_t time = now() - start;
    failures += status != 0;
    if (i < 0) continue;
    latencies_add(&wall, time);
    latencies_add(&processor, (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000u +
                                  (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000u);
    if (usage.ru_maxrss > largest) largest = usage.ru_maxrss;
  }
  printf("{\"requests\":%d,\"failures\":%d,\"resident_kib\":%ld,", runs, failures, largest);
  latencies_print(&wall, "");
  printf(",");
  latencies_print(&processor, "processor_");
  printf("}\n");
  return failures ? 1 : 0;
}
