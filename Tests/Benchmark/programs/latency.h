/* Times of many requests, and what is said about them. */
#ifndef LATENCY_H
#define LATENCY_H
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint64_t *nanoseconds;
  size_t count, room;
} Latencies;

/* Nanoseconds of a clock that only goes forward. */
uint64_t now(void);
void latencies_add(Latencies *, uint64_t nanoseconds);
/* Sorts, and prints "NAME_p50_us":…, and so on, as members of a JSON object, without a comma at the end. */
void latencies_print(Latencies *, const char *name);
#endif
