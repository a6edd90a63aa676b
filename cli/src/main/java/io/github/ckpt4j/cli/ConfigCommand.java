package io.github.ckpt4j.cli;

import io.github.ckpt4j.cli.Configuration.Value;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.cli.print.Table;
import io.github.ckpt4j.cli.print.Table.Column;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "config",
    description = "Show what is configured, and where each value comes from.",
    footer = {
      "",
      "Never shows a key. 'ckpt providers -o wide' lists all available settings.",
      "",
      "Examples:",
      "  ckpt config",
      "  ckpt config --profile work -o json",
    })
final class ConfigCommand implements Callable<Integer> {
  private static final List<String> COLUMNS = List.of("name", "value", "from");

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Mixin
  private final FormatOption format = new FormatOption(COLUMNS);

  /**
   * One thing that is set.
   *
   * @param value null if it is a secret
   */
  private record Row(String name, @Nullable String value, String from) {}

  @Override
  public Integer call() {
    List<Row> rows = rows(ckpt.configuration());
    if (!format.isTable()) {
      try (RecordPrinter printer = format.printer(ckpt, COLUMNS)) {
        rows.forEach(row -> printer.print(record(row)));
      }
      return ExitCode.DONE;
    }
    Table table =
        new Table(List.of(Column.text("NAME", 0), Column.text("VALUE", 0), Column.text("FROM", 0)));
    rows.forEach(row -> table.row(List.of(
        row.name(),
        row.value() == null ? "(set)" : HumanFormat.text(row.value()),
        HumanFormat.text(row.from()))));
    table.lines(Terminal.UNLIMITED, ckpt.style()).forEach(ckpt.out()::line);
    return ExitCode.DONE;
  }

  private static List<Row> rows(Configuration configuration) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("file", configuration.file().toString(), configuration.fileState()));
    configuration.profile().ifPresent(value -> rows.add(row("profile", value, false)));
    configuration.usualProvider().ifPresent(value -> rows.add(row("provider", value, false)));
    for (ProviderInfo info : configuration.providers()) {
      for (Setting setting : info.settings()) {
        configuration
            .value(info, setting)
            .ifPresent(value ->
                rows.add(row(info.name() + "." + setting.name(), value, setting.secret())));
      }
    }
    return rows;
  }

  private static Row row(String name, Value value, boolean isSecret) {
    return new Row(name, isSecret ? null : ProvidersCommand.shown(value), value.origin());
  }

  private static Map<String, @Nullable Object> record(Row row) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", row.name());
    fields.put("value", row.value());
    fields.put("from", row.from());
    return fields;
  }
}
