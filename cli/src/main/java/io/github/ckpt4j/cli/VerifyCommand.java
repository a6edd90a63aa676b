package io.github.ckpt4j.cli;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Verification;
import io.github.ckpt4j.Verification.FileResult;
import io.github.ckpt4j.cli.archive.CheckedDirectories;
import io.github.ckpt4j.cli.print.Format;
import io.github.ckpt4j.cli.print.HumanFormat;
import io.github.ckpt4j.cli.print.RecordPrinter;
import io.github.ckpt4j.client.CheckpointClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "verify",
    description = "Check downloaded checkpoints and archives, without a network.",
    footer = {
      "",
      "Reads every byte: compares sizes and SHA-256 with manifest.json and SHA256SUMS, and checks the",
      "structure of safetensors files, their index, adapters and archives even without them. A directory",
      "may contain many checkpoints, such as a whole archive; each is reported.",
      "",
      "To repair a file, delete it and run the same download or archive again: it fetches what is",
      "missing.",
      "",
      "Exits with 0 if everything is intact, with 1 if anything is wrong, with 3 if a directory does",
      "not exist.",
      "",
      "Examples:",
      "  ckpt verify ft-1-step-300",
      "  ckpt verify archive -o json | jq '.[] | select(.intact | not)'",
    })
final class VerifyCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of("directory", "job", "checkpoint", "intact", "file_count", "size_bytes", "problems");

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Ckpt ckpt;

  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description = "A directory with a checkpoint, or with several below it.")
  private List<Path> directories = List.of();

  @Mixin
  private final FormatOption format = new FormatOption(COLUMNS);

  private int code = ExitCode.DONE;

  @Override
  public Integer call() {
    if (format.isTable()) {
      verify(this::show);
    } else {
      try (RecordPrinter printer = format.printer(ckpt, COLUMNS)) {
        verify(each -> printer.print(record(each)));
      }
    }
    return code;
  }

  private void verify(Consumer<Verification> action) {
    for (Path directory : directories) {
      try {
        verify(directory, action);
      } catch (CheckpointException | NotFoundException | IOException e) {
        int failed = ckpt.messages().failure(directory.toString(), readable(e));
        code = code == ExitCode.DONE ? failed : code;
      }
    }
  }

  private void verify(Path directory, Consumer<Verification> action) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NotFoundException("no such directory");
    }
    CheckedDirectories found = CheckedDirectories.below(directory);
    found.catalog().ifPresent(each -> report(each, action));
    for (Path each : found.directories()) {
      try (Progress progress = ckpt.messages().progress("Verifying " + each)) {
        Verification result = CheckpointClient.verify(each);
        progress.stop();
        report(result, action);
      }
    }
  }

  private void report(Verification result, Consumer<Verification> action) {
    action.accept(result);
    if (!result.isIntact() && code == ExitCode.DONE) {
      code = ExitCode.FAILED;
    }
  }

  private void show(Verification result) {
    String name = result.directory()
        + (result.job() == null ? "" : "  " + result.job() + " " + result.checkpoint());
    String files = HumanFormat.count(result.files().size(), "file");
    String verdict = result.isIntact()
        ? ckpt.style().good("intact")
        : ckpt.style().bad(HumanFormat.count(result.damaged().count(), "file") + " wrong");
    ckpt.out()
        .line(ckpt.style().bold(HumanFormat.text(name)) + "  " + files + ", "
            + HumanFormat.size(size(result)) + "  " + verdict);
    for (FileResult file : result.files()) {
      file.problems().forEach(text -> line(file, text));
      if (format.format() == Format.WIDE) {
        file.notes().forEach(text -> line(file, "note: " + text));
      }
    }
  }

  private void line(FileResult file, String text) {
    ckpt.out().line("  " + HumanFormat.text(file.path()) + ": " + HumanFormat.text(text));
  }

  private static long size(Verification result) {
    return result.files().stream()
        .map(FileResult::size)
        .filter(Objects::nonNull)
        .mapToLong(each -> each)
        .sum();
  }

  private static Map<String, @Nullable Object> record(Verification result) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("directory", result.directory().toString());
    fields.put("job", result.job());
    fields.put("checkpoint", result.checkpoint());
    fields.put("intact", result.isIntact());
    fields.put("file_count", result.files().size());
    fields.put("size_bytes", size(result));
    fields.put(
        "problems",
        result
            .damaged()
            .flatMap(file -> file.problems().stream().map(text -> file.path() + ": " + text))
            .toList());
    fields.put("files", result.files().stream().map(VerifyCommand::file).toList());
    return fields;
  }

  private static Map<String, @Nullable Object> file(FileResult file) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("path", file.path());
    fields.put("size_bytes", file.size());
    fields.put("sha256", file.sha256());
    fields.put(
        "checks",
        file.checks().stream().map(each -> each.name().toLowerCase(Locale.ROOT)).toList());
    fields.put("problems", file.problems());
    fields.put("notes", file.notes());
    return fields;
  }

  /** Describes a disk failure. */
  private static RuntimeException readable(Exception e) {
    return e instanceof RuntimeException known ? known : DiskException.of("cannot read it", e);
  }
}
