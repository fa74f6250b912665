#include "frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Frame frame_named(const char *name) {
  if (!strcmp(name, "line")) return FRAME_LINE;
  if (!strcmp(name, "json")) return FRAME_JSON;
  if (!strcmp(name, "resp")) return FRAME_RESP;
  fprintf(stderr, "'%s' is no frame: say line, json or resp\n", name);
  exit(2);
}

static size_t line_end(FrameState *state, const char *bytes, size_t count) {
  const char *end = memchr(bytes + state->scanned, '\n', count - state->scanned);
  state->scanned = count;
  return end ? (size_t)(end - bytes) + 1 : 0;
}

static size_t json_end(FrameState *state, const char *bytes, size_t count) {
  for (size_t i = state->scanned; i < count; i++) {
    char byte = bytes[i];
    if (state->in_text) {
      if (state->escaped) state->escaped = 0;
      else if (byte == '\\') state->escaped = 1;
      else if (byte == '"') state->in_text = 0;
    } else if (byte == '"') {
      state->in_text = 1;
    } else if (byte == '{') {
      state->depth++;
    } else if (byte == '}' && --state->depth == 0) {
      return i + 1;
    }
  }
  state->scanned = count;
  return 0;
}

static size_t resp_end(const char *bytes, size_t count) {
  const char *end = memchr(bytes, '\n', count);
  if (!end) return 0;
  size_t head = (size_t)(end - bytes) + 1;
  if (bytes[0] != '$' || bytes[1] == '-') return head;
  size_t whole = head + strtoul(bytes + 1, NULL, 10) + 2;
  return count >= whole ? whole : 0;
}

size_t frame_end(Frame frame, FrameState *state, const char *bytes, size_t count) {
  if (!count) return 0;
  switch (frame) {
    case FRAME_LINE: return line_end(state, bytes, count);
    case FRAME_JSON: return json_end(state, bytes, count);
    case FRAME_RESP: return resp_end(bytes, count);
  }
  return 0;
}
