/* Where an answer ends. */
#ifndef FRAME_H
#define FRAME_H
#include <stddef.h>

typedef enum {
  FRAME_LINE, /* ends with a newline */
  FRAME_JSON, /* a JSON object, ended by its last brace: ovsdb-server */
  FRAME_RESP, /* a simple or a bulk reply of redis */
} Frame;

/* How far an answer has been looked at. */
typedef struct {
  size_t scanned;
  int depth, in_text, escaped;
} FrameState;

Frame frame_named(const char *name);
/* The length of the first whole answer in the bytes; 0 when it is not whole yet. Zero the state before each answer. */
size_t frame_end(Frame, FrameState *, const char *bytes, size_t count);
#endif
