#include "template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT, ID, SEQ, RANDOM };
typedef struct {
  int kind;
  char *text;
  size_t length;
  int64_t low, high;
} Piece;

struct Template {
  Piece *pieces;
  size_t count;
};

void bytes_reserve(Bytes *bytes, size_t more) {
  if (bytes->count + more <= bytes->room) return;
  bytes->room = (bytes->count + more) * 2;
  bytes->bytes = realloc(bytes->bytes, bytes->room);
  if (!bytes->bytes) {
    perror("realloc");
    exit(2);
  }
}

void bytes_append(Bytes *bytes, const char *more, size_t count) {
  bytes_reserve(bytes, count);
  memcpy(bytes->bytes + bytes->count, more, count);
  bytes->count += count;
}

static void add(Template *template, Piece piece) {
  template->pieces = realloc(template->pieces, (template->count + 1) * sizeof piece);
  template->pieces[template->count++] = piece;
}

static void add_text(Template *template, const char *from, const char *to) {
  Piece piece = {.kind = TEXT, .text = malloc((size_t)(to - from) + 1)};
  for (; from < to; from++) {
    int escaped = *from == '\\' && from + 1 < to && (from[1] == 'r' || from[1] == 'n');
    piece.text[piece.length++] = !escaped ? *from : *++from == 'r' ? '\r' : '\n';
  }
  add(template, piece);
}

Template *template_parse(const char *pattern) {
  Template *template = calloc(1, sizeof *template);
  const char *start = pattern, *place = pattern;
  while ((place = strchr(place, '{'))) {
    Piece piece = {0};
    int length = 0;
    if (!strncmp(place, "{ID}", 4)) {
      piece.kind = ID, length = 4;
    } else if (!strncmp(place, "{SEQ}", 5)) {
      piece.kind = SEQ, length = 5;
    } else if (sscanf(place, "{RANDOM:%ld:%ld}%n", &piece.low, &piece.high, &length) == 2 && length) {
      piece.kind = RANDOM;
    } else {
      place++;
      continue;
    }
    add_text(template, start, place);
    add(template, piece);
    start = place += length;
  }
  add_text(template, start, start + strlen(start));
  return template;
}

/* xorshift64: the same series in each run. */
static uint64_t next_random(void) {
  static uint64_t state = 88172645463325252u;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

int64_t template_random(int64_t low, int64_t high) {
  return low + (int64_t)(next_random() % (uint64_t)(high - low + 1));
}

void template_render(const Template *template, Bytes *into, uint64_t number, uint64_t base) {
  for (size_t i = 0; i < template->count; i++) {
    const Piece *piece = &template->pieces[i];
    if (piece->kind == TEXT) {
      bytes_append(into, piece->text, piece->length);
    } else {
      char digits[24];
      int64_t value = (int64_t)(piece->kind == SEQ ? base + number : number);
      if (piece->kind == RANDOM) value = template_random(piece->low, piece->high);
      bytes_append(into, digits, (size_t)snprintf(digits, sizeof digits, "%ld", value));
    }
  }
}
