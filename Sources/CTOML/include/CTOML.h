// TOML as Swift meets it: a document is walked, and every value is shown to a callback.
// The parser is toml++ (TOML 1.0); its exceptions end inside CTOML.cpp.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    ctoml_table,
    ctoml_list,
    ctoml_text,
    ctoml_number,
    ctoml_truth,
    ctoml_other, // a float, a date, or a list or table inside a list: no setting is one
} ctoml_kind;

/// One value. All pointers are lent for the time of the call.
typedef struct {
    /// The dotted key, with parts that are not bare keys in quotes. Elements have their list's.
    const char *path;
    size_t path_length;
    uint32_t line;
    ctoml_kind kind;
    /// Whether this is an element of the list that was shown before it.
    int is_element;
    /// The text, or for `ctoml_other` the name of the type.
    const char *text;
    size_t text_length;
    /// The number, or for `ctoml_truth` 0 or 1.
    int64_t number;
} ctoml_value;

typedef struct {
    uint32_t line;
    char message[256];
} ctoml_problem;

typedef void (*ctoml_visit)(void *context, const ctoml_value *value);

/// Parses the whole text, then shows every value. Returns 0, or -1 with `problem` filled in and
/// nothing shown. Tables nested deeper than a config file has are shown, but not entered.
int ctoml_parse(
    const char *text, size_t length, ctoml_visit visit, void *context, ctoml_problem *problem);

#ifdef __cplusplus
}
#endif
