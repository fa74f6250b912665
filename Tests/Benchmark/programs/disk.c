/* disk FILE N: what the disk costs: N appends of a page, and N pages written over, each followed by fdatasync. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "latency.h"

static int measure(const char *path, int count, int over, Latencies *latencies) {
  static char page[4096];
  memset(page, 'x', sizeof page);
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (file < 0) return 0;
  for (int i = 0; over && i < 64; i++)
    if (pwrite(file, page, sizeof page, i * (off_t)sizeof page) < 0) return 0;
  fsync(file);
  for (int i = 0; i < count; i++) {
    uint64_t start = now();
    if (pwrite(file, page, sizeof page, (over ? i % 64 : i) * (off_t)sizeof page) < 0 || fdatasync(file)) return 0;
    latencies_add(latencies, now() - start);
  }
  close(file);
  unlink(path);
  return 1;
}

int main(int count, char **words) {
  Latencies append = {0}, over = {0};
  if (count != 3) {
    fprintf(stderr, "usage: disk FILE N\n");
    return 2;
  }
  if (!measure(words[1], atoi(words[2]), 0, &append) || !measure(words[1], atoi(words[2]), 1, &over)) {
    perror(words[1]);
    return 1;
  }
  printf("{");
  latencies_print(&append, "append_");
  printf(",");
  latencies_print(&over, "over_");
  printf("}\n");
}
