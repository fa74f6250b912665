#pragma once
#include <histedit.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>

// The library's settings take variable arguments, which Swift cannot give.

// What the library asks back; `vshell_edit_context` says for whom.
struct vshell_edit_calls {
  char *(*prompt)(EditLine *);
  int (*next)(EditLine *, wchar_t *);
  unsigned char (*complete)(EditLine *, int);
  unsigned char (*paste)(EditLine *, int);
  unsigned char (*earlier)(EditLine *, int);
  unsigned char (*later)(EditLine *, int);
  unsigned char (*erase)(EditLine *, int);
};

static inline EditLine *vshell_edit_begin(History *past, void *context, struct vshell_edit_calls calls) {
  EditLine *edit = el_init("vshell", stdin, stdout, stderr);
  if (!edit) return edit;
  el_set(edit, EL_CLIENTDATA, context);
  el_set(edit, EL_PROMPT, calls.prompt);
  el_set(edit, EL_GETCFN, calls.next);
  el_set(edit, EL_HIST, history, past);
  el_set(edit, EL_EDITOR, "emacs");
  el_set(edit, EL_ADDFN, "vshell-complete", "Complete the word.", calls.complete);
  el_set(edit, EL_ADDFN, "vshell-paste", "Take what is pasted as it is.", calls.paste);
  // ed-search-prev-history finds what holds the text anywhere, and takes it for a regular expression.
  el_set(edit, EL_ADDFN, "vshell-earlier", "Show an earlier statement that begins as the line does.", calls.earlier);
  el_set(edit, EL_ADDFN, "vshell-later", "Show a later statement that begins as the line does.", calls.later);
  el_set(edit, EL_ADDFN, "vshell-erase", "Erase a character, or a step of indentation.", calls.erase);
  static const char *const keys[][2] = {
      {"^I", "vshell-complete"},        {"\\e[200~", "vshell-paste"},     {"^R", "em-inc-search-prev"},
      {"^W", "ed-delete-prev-word"},    {"\\e[H", "ed-move-to-beg"},      {"\\e[F", "ed-move-to-end"},
      {"\\eOH", "ed-move-to-beg"},      {"\\eOF", "ed-move-to-end"},      {"\\e[1~", "ed-move-to-beg"},
      {"\\e[4~", "ed-move-to-end"},     {"\\e[3~", "ed-delete-next-char"}, {"\\e[1;5C", "em-next-word"},
      {"\\e[1;5D", "ed-prev-word"},      {"\\e[A", "vshell-earlier"},      {"\\eOA", "vshell-earlier"},
      {"^P", "vshell-earlier"},         {"\\e[B", "vshell-later"},        {"\\eOB", "vshell-later"},
      {"^N", "vshell-later"},           {"^H", "vshell-erase"},           {"^?", "vshell-erase"},
  };
  for (size_t place = 0; place < sizeof keys / sizeof *keys; ++place)
    el_set(edit, EL_BIND, keys[place][0], keys[place][1], NULL);
  el_source(edit, NULL);
  return edit;
}

static inline void *vshell_edit_context(EditLine *edit) {
  void *context = NULL;
  el_get(edit, EL_CLIENTDATA, &context);
  return context;
}

// Prints the line again, below whatever was written meanwhile.
static inline void vshell_edit_show(EditLine *edit) { el_set(edit, EL_REFRESH); }

// Has the terminal send each key as it is typed, and show none by itself: before a prompt, or what is typed at once shows
// twice; and after another program had the terminal.
static inline void vshell_edit_prepare(EditLine *edit) { el_set(edit, EL_PREP_TERM, 1); }

// Waits until something can be read from standard input; signals of `mask` are held back meanwhile, and no others.
static inline int vshell_wait_for_input(const sigset_t *mask) {
  fd_set input;
  FD_ZERO(&input);
  FD_SET(0, &input);
  return pselect(1, &input, NULL, NULL, NULL, mask);
}

static inline void vshell_past_begin(History *past, int entries) {
  HistEvent event;
  history(past, &event, H_SETSIZE, entries);
  history(past, &event, H_SETUNIQUE, 1);
}

static inline void vshell_past_add(History *past, const char *text) {
  HistEvent event;
  history(past, &event, H_ENTER, text);
}
