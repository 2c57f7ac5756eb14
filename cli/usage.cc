#include "cli/usage.h"

#include <fmt/format.h>

#include "base/text.h"

namespace pinhole {
namespace {

// "--epochs N   Times that ... (default 8)" instead of "--epochs INT=8"; nothing behind a positional.
class Layout : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    const bool many = option->get_expected_max() == CLI::detail::expected_max_vector_size;
    if (option->get_type_size() == 0) return "";
    if (option->get_positional()) return many ? " ..." : "";
    return " " + value_name(option->get_type_name()) + (many ? " ..." : "");
  }

  std::string make_option_desc(const CLI::Option* option) const override {
    std::string text = option->get_description();
    if (option->get_required() && !option->get_positional()) text += " (required)";
    if (!option->get_default_str().empty()) text += fmt::format(" (default {})", option->get_default_str());
    return text;
  }

 private:
  static std::string value_name(const std::string& type) {
    if (const std::size_t choices = type.find('{'); choices != std::string::npos) return type.substr(choices);  // "TEXT:{a,b}"
    if (type.starts_with("INT") || type.starts_with("UINT")) return "N";
    return type.starts_with("FLOAT") ? "X" : type;
  }
};

std::string asked_for(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? "pinhole" : "pinhole " + chosen[0]->get_name();
}

std::string render(const std::string& problem, const std::string& near, const CLI::App& app) {
  const std::string help = near.empty() ? "" : fmt::format("did you mean '{}'? ", near);
  return fmt::format("error: {}\n  help: {}see {} --help\n", problem, help, asked_for(app));
}

std::string unknown_command(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) names.push_back(command->get_name());
  return render(fmt::format("there is no command '{}'", word), nearest_name(word, names), app);
}

std::string unexpected(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  const auto chosen = app.get_subcommands();
  for (const CLI::App* place : {chosen.empty() ? &app : static_cast<const CLI::App*>(chosen[0]), &app}) {
    for (const CLI::Option* option : place->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  if (!word.starts_with('-')) return render(fmt::format("'{}' is one argument too many", word), "", app);
  return render(fmt::format("there is no option '{}'", word), nearest_name(word, names), app);
}

}  // namespace

void set_help_layout(CLI::App& app, const std::string& footer) {
  const auto layout = std::make_shared<Layout>();
  layout->column_width(34);
  app.formatter(layout);
  for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) command->formatter(layout);
  app.footer(footer);
}

std::string usage_text(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> left = app.remaining(true);
  if (app.get_subcommands().empty()) {
    for (const std::string& word : left) {
      if (!word.starts_with('-')) return unknown_command(app, word);
    }
    if (left.empty()) return render("a command is needed", "", app);
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !left.empty()) return unexpected(app, left[0]);
  return render(error.what(), "", app);
}

}  // namespace pinhole
