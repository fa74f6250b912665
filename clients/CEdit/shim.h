#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <editline/readline.h>

// The library's settings are global variables, which Swift does not let be touched: its thread does not know of ours.
static inline void vshell_edit_begin(rl_completion_func_t *complete) {
  rl_readline_name = "vshell";
  rl_attempted_completion_function = complete;
  using_history();
  stifle_history(1000);
}

// What stands before the cursor in the line that is being typed.
static inline const char *vshell_edit_line(void) { return rl_line_buffer ? rl_line_buffer : ""; }

// The library's own completion would offer the names of files.
static inline void vshell_edit_no_files(void) {
  rl_attempted_completion_over = 1;
  rl_completion_append_character = 0;
}
