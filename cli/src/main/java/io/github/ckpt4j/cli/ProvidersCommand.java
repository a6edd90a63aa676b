package io.github.ckpt4j.cli;

import io.github.ckpt4j.Metric;
import io.github.ckpt4j.Retirement;
import io.github.ckpt4j.cli.Configuration.Value;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Table;
import io.github.ckpt4j.cli.print.Table.Column;
import io.github.ckpt4j.spi.Ability;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "providers",
    description = "List the providers, and where their settings come from.",
    footer = {
      "",
      "Never shows a key. Precedence: --set and --profile, the environment, the profile named by",
      "CKPT_PROFILE or by the file, the rest of the file.",
      "",
      "Examples:",
      "  ckpt providers",
      "  ckpt providers -o wide --profile work",
    })
final class ProvidersCommand implements Callable<Integer> {
  private static final String SETTINGS = "settings";
  private static final List<String> FIELDS = List.of(
      "name",
      "title",
      "base_url",
      "job_reference",
      "key_variable",
      "key_from",
      "metrics",
      "documentation",
      "abilities",
      "job_scopes",
      "retirements",
      SETTINGS);

  /** The abilities of every provider, which a table need not repeat. */
  private static final Set<Ability> EVERY = Set.of(Ability.CHECKPOINTS, Ability.JOB);

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Mixin
  private final FormatOption format = new FormatOption(FIELDS);

  @Override
  public Integer call() {
    Configuration configuration = ckpt.configuration();
    if (!format.isTable()) {
      records(configuration);
    } else if (format.format() == Format.WIDE) {
      settings(configuration);
    } else {
      overview(configuration);
    }
    return ExitCode.DONE;
  }

  private void overview(Configuration configuration) {
    Table table = new Table(List.of(
        Column.text("PROVIDER", 0),
        Column.text("KEY", 0),
        Column.text("JOB REFERENCE", 4),
        Column.text("BASE URL", 3),
        Column.text("ABILITIES", 2),
        Column.text("METRICS", 1)));
    for (ProviderInfo info : configuration.providers()) {
      Optional<Value> value =
          configuration.key(info).flatMap(key -> configuration.value(info, key));
      table.row(
          List.of(
              info.name(),
              value
                  .map(set -> "from " + place(set, configuration))
                  .orElseGet(
                      () -> variable(info).map(name -> "not set: " + name).orElse("none")),
              info.name() + ":" + info.jobIdExample(),
              configuration.baseUrl(info).map(ProvidersCommand::shown).orElse(info.baseUrl()),
              String.join(", ", abilities(info, EVERY)),
              String.join(", ", names(info))),
          line -> value.isPresent() ? ckpt.style().good(line) : line);
    }
    table.lines(ckpt.width(), ckpt.style()).forEach(ckpt.out()::line);
    announcements(configuration);
  }

  /** The environment variable of a provider's key; empty if it has none. */
  private static Optional<String> variable(ProviderInfo info) {
    return info.settings().stream()
        .filter(Setting::secret)
        .map(Setting::variable)
        .findFirst();
  }

  /** The published dates of all providers, one line for each date. */
  private void announcements(Configuration configuration) {
    Map<String, String> models = new LinkedHashMap<>();
    LocalDate today = LocalDate.ofInstant(ckpt.clock().instant(), ZoneOffset.UTC);
    for (ProviderInfo info : configuration.providers()) {
      for (Retirement each : info.retirements()) {
        String stop = each.date().isAfter(today) ? " stop on " : " stopped on ";
        String line = info.name() + ": checkpoints of these base models" + stop + each.date() + " ("
            + each.link() + "): ";
        models.merge(line, readable(each), (before, more) -> before + ", " + more);
      }
    }
    models.forEach((line, names) -> {
      ckpt.out().line("");
      ckpt.out().line(HumanFormat.wrap(line + names, ckpt.width()));
    });
  }

  /** The pattern without the part for a snapshot's date. */
  private static String readable(Retirement retirement) {
    return retirement.models().pattern().replaceAll("\\([^)]*\\)\\?", "").replace("\\", "");
  }

  /** A value that is not a secret, without the password and the query that a URL may have. */
  static String shown(Value value) {
    return value.text().replaceAll("(?<=//)[^/@]*@", "").replaceFirst("[?#].*", "");
  }

  /** The origin without the path of the file, which is the same for all and shown by wide. */
  private static String place(Value value, Configuration configuration) {
    return value.origin().replace(configuration.file().toString(), "config.toml");
  }

  private void settings(Configuration configuration) {
    Table table = new Table(List.of(
        Column.text("PROVIDER", 0),
        Column.text("SETTING", 0),
        Column.text("VARIABLE", 0),
        Column.text("VALUE", 0),
        Column.text("FROM", 0),
        Column.text("PURPOSE", 1)));
    for (ProviderInfo info : configuration.providers()) {
      for (Setting setting : info.settings()) {
        Optional<Value> value = configuration.value(info, setting);
        table.row(List.of(
            info.name(),
            setting.name(),
            setting.variable(),
            value
                .map(set -> setting.secret() ? "(set)" : HumanFormat.text(shown(set)))
                .orElse(HumanFormat.NONE),
            value.map(Value::origin).orElse(HumanFormat.NONE),
            setting.purpose()));
      }
    }
    table.lines(Terminal.UNLIMITED, ckpt.style()).forEach(ckpt.out()::line);
  }

  private void records(Configuration configuration) {
    List<String> columns =
        FIELDS.stream().filter(field -> !field.equals(SETTINGS)).toList();
    try (RecordPrinter printer = format.printer(ckpt, columns)) {
      configuration.providers().forEach(info -> printer.print(record(info, configuration)));
    }
  }

  private static Map<String, @Nullable Object> record(
      ProviderInfo info, Configuration configuration) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    Optional<Value> key = configuration.key(info).flatMap(set -> configuration.value(info, set));
    fields.put("name", info.name());
    fields.put("title", info.title());
    fields.put(
        "base_url",
        configuration.baseUrl(info).map(ProvidersCommand::shown).orElse(info.baseUrl()));
    fields.put("job_reference", info.name() + ":" + info.jobIdExample());
    fields.put("key_variable", variable(info).orElse(null));
    fields.put("key_from", key.map(Value::origin).orElse(null));
    fields.put("metrics", names(info));
    fields.put("documentation", info.documentation());
    List<Map<String, Object>> set = new ArrayList<>();
    for (Setting setting : info.settings()) {
      configuration
          .value(info, setting)
          .ifPresent(value -> set.add(origin(setting, value.origin())));
    }
    fields.put(SETTINGS, set);
    fields.put("abilities", abilities(info, Set.of()));
    fields.put(
        "job_scopes",
        info.jobScopes().stream().map(form -> info.name() + ":" + form).toList());
    fields.put(
        "retirements", info.retirements().stream().map(ProvidersCommand::record).toList());
    return fields;
  }

  private static Map<String, Object> record(Retirement retirement) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("models", retirement.models().pattern());
    fields.put("date", retirement.date().toString());
    fields.put("link", retirement.link().toString());
    fields.put("read_on", retirement.readOn().toString());
    return fields;
  }

  private static List<String> abilities(ProviderInfo info, Set<Ability> leftOut) {
    return info.abilities().stream()
        .filter(each -> !leftOut.contains(each))
        .map(each -> each.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  private static List<String> names(ProviderInfo info) {
    return info.metrics().stream().map(Metric::name).toList();
  }

  /** In the same order in every run, which {@code Map.of} does not guarantee. */
  private static Map<String, Object> origin(Setting setting, String from) {
    Map<String, Object> origin = new LinkedHashMap<>();
    origin.put("setting", setting.name());
    origin.put("from", from);
    return origin;
  }
}
