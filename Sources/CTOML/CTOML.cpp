// The one C++ file: toml++ behind the C header. No exception leaves it: Swift could not catch one.

#include "CTOML.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

// An assert of toml++ 3.3 would end the daemon (`[ü]` does), and with NDEBUG the compiler would
// believe what it says. So they end in an exception; but after that one, a good error follows.
constexpr bool is_told_anyway(std::string_view assumption) {
    return assumption == "is_bare_key_character(*cp) || is_string_delimiter(*cp)";
}
#undef NDEBUG
#define TOML_ASSERT(expr) \
    ((expr) || is_told_anyway(#expr) ? void() : throw std::logic_error("cannot be read: " #expr))
#include <toml++/toml.h>

namespace {

// A config has tables of keys, and one level more so that the reader can name a stranger.
constexpr int depth_max = 3;

struct Walk {
    ctoml_visit visit;
    void *context;

    void show(const std::string &path, const toml::node &node, bool is_element) const {
        ctoml_value value{};
        value.path = path.data();
        value.path_length = path.size();
        value.line = node.source().begin.line;
        value.is_element = is_element;
        value.kind = ctoml_other;
        std::ostringstream type;
        std::string type_name;
        switch (node.type()) {
        case toml::node_type::table: value.kind = is_element ? ctoml_other : ctoml_table; break;
        case toml::node_type::array: value.kind = is_element ? ctoml_other : ctoml_list; break;
        case toml::node_type::string: {
            value.kind = ctoml_text;
            const std::string &text = node.as_string()->get();
            value.text = text.data();
            value.text_length = text.size();
            break;
        }
        case toml::node_type::integer:
            value.kind = ctoml_number;
            value.number = node.as_integer()->get();
            break;
        case toml::node_type::boolean:
            value.kind = ctoml_truth;
            value.number = node.as_boolean()->get();
            break;
        default: break;
        }
        if (value.kind == ctoml_other) {
            type << node.type();
            type_name = type.str();
            value.text = type_name.data();
            value.text_length = type_name.size();
        }
        visit(context, &value);
    }

    void enter(const toml::table &table, const std::string &prefix, int depth) const {
        for (auto &&[key, node] : table) {
            const std::string path = prefix + quoted(key.str());
            show(path, node, false);
            if (const toml::array *list = node.as_array())
                for (const toml::node &element : *list) show(path, element, true);
            if (const toml::table *inner = node.as_table(); inner && depth < depth_max)
                enter(*inner, path + ".", depth + 1);
        }
    }

    static std::string quoted(std::string_view key) {
        const bool is_bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                || c == '_' || c == '-';
        });
        return is_bare ? std::string(key) : '"' + std::string(key) + '"';
    }
};

void tell(ctoml_problem *problem, uint32_t line, std::string_view message) {
    problem->line = line;
    const size_t length = std::min(message.size(), sizeof problem->message - 1);
    std::memcpy(problem->message, message.data(), length);
    problem->message[length] = 0;
}

} // namespace

int ctoml_parse(
    const char *text, size_t length, ctoml_visit visit, void *context, ctoml_problem *problem) {
    try {
        const toml::table root = toml::parse(std::string_view(text, length));
        Walk{visit, context}.enter(root, "", 1);
        return 0;
    } catch (const toml::parse_error &error) {
        tell(problem, error.source().begin.line, error.description());
    } catch (const std::exception &error) {
        tell(problem, 0, error.what());
    } catch (...) {
        tell(problem, 0, "the parser failed");
    }
    return -1;
}
