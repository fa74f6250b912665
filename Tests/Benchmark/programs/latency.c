#include "latency.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void latencies_add(Latencies *all, uint64_t nanoseconds) {
  if (all->count == all->room) {
    all->room = all->room ? all->room * 2 : 4096;
    all->nanoseconds = realloc(all->nanoseconds, all->room * sizeof *all->nanoseconds);
    if (!all->nanoseconds) {
      perror("realloc");
      exit(2);
    }
  }
  all->nanoseconds[all->count++] = nanoseconds;
}

static int compare(const void *left, const void *right) {
  uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  return a < b ? -1 : a > b;
}

static double percentile(const Latencies *all, double share) {
  return all->count ? (double)all->nanoseconds[(size_t)((double)(all->count - 1) * share)] / 1000 : 0;
}

void latencies_print(Latencies *all, const char *name) {
  if (all->count) qsort(all->nanoseconds, all->count, sizeof *all->nanoseconds, compare);
  printf("\"%sp50_us\":%.2f,\"%sp90_us\":%.2f,\"%sp99_us\":%.2f,\"%sp999_us\":%.2f,\"%smax_us\":%.2f", name,
         percentile(all, .5), name, percentile(all, .9), name, percentile(all, .99), name, percentile(all, .999), name,
         percentile(all, 1));
}
