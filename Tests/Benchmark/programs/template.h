/* Requests from a pattern: {ID} is the request's number, {SEQ} that number from a base on, and
   {RANDOM:LOW:HIGH} a random whole number; \r and \n are those bytes. */
#ifndef TEMPLATE_H
#define TEMPLATE_H
#include <stddef.h>
#include <stdint.h>

typedef struct {
  char *bytes;
  size_t count, room;
} Bytes;

void bytes_reserve(Bytes *, size_t more);
void bytes_append(Bytes *, const char *, size_t);

typedef struct Template Template;

/* What is in braces and none of these stays as it is. */
Template *template_parse(const char *pattern);
void template_render(const Template *, Bytes *into, uint64_t number, uint64_t base);
/* The next number of the series that {RANDOM:LOW:HIGH} takes. */
int64_t template_random(int64_t low, int64_t high);
#endif
