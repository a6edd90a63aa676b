package io.github.ckpt4j.download;

import io.github.ckpt4j.CheckpointException.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A fault during a download, and its required outcome.
 *
 * @param once the ending by provider if it happens once; a provider without one cannot have the fault
 * @param always the ending if it happens every time from then on
 */
record FileFault(
    String name,
    Consumer<FileScenario> setup,
    Map<String, Ending> once,
    Map<String, Ending> always) {
  static final Set<String> PROVIDERS = Set.of("together", "oxen", "baseten");

  private static FileFault of(
      String name, Consumer<FileScenario> setup, Ending once, Ending always) {
    return new FileFault(name, setup, each(once), each(always));
  }

  private static Map<String, Ending> each(Ending ending) {
    Map<String, Ending> endings = new LinkedHashMap<>();
    PROVIDERS.forEach(each -> endings.put(each, ending));
    return endings;
  }

  /** A temporary fault, or one that ends the download after three attempts. */
  static FileFault temporary(String name, Kind kind, FileScenario.Reply reply) {
    return of(name, scenario -> scenario.range(reply), Ending.COMPLETE, Ending.retried(kind));
  }

  /** A fault that ends the download at once. */
  static FileFault permanent(String name, Kind kind, FileScenario.Reply reply) {
    return of(name, scenario -> scenario.range(reply), Ending.failed(kind), Ending.failed(kind));
  }

  /** A fault after which the file is restarted, from the server's other version. */
  static FileFault changed(String name, FileScenario.Reply reply) {
    return of(
        name, scenario -> scenario.range(reply), Ending.COMPLETE, Ending.failed(Kind.BAD_RESPONSE));
  }

  static FileFault harmless(String name, FileScenario.Reply reply) {
    return of(name, scenario -> scenario.range(reply), Ending.COMPLETE, Ending.COMPLETE);
  }

  /** A silent server, which ends in a timeout. */
  static FileFault slow(String name, FileScenario.Reply reply) {
    return of(
        name,
        scenario -> {
          scenario.impatient();
          scenario.range(reply);
        },
        Ending.COMPLETE,
        Ending.retried(Kind.TIMEOUT));
  }

  /** A temporary fault of the list of files. */
  static FileFault temporaryOfList(String name, Kind kind, FileScenario.Reply reply) {
    return of(name, scenario -> scenario.list(reply), Ending.COMPLETE, Ending.retried(kind));
  }

  static FileFault permanentOfList(String name, Kind kind, FileScenario.Reply reply) {
    return of(name, scenario -> scenario.list(reply), Ending.failed(kind), Ending.failed(kind));
  }

  /** A fault of the disk. */
  static FileFault ofDisk(String name, Ending once, Ending always, Consumer<FileScenario> setup) {
    return of(name, setup, once, always);
  }

  /** The same fault, with a different outcome for these providers. */
  FileFault but(Set<String> providers, Ending once, Ending always) {
    Map<String, Ending> onceBut = new LinkedHashMap<>(this.once);
    Map<String, Ending> alwaysBut = new LinkedHashMap<>(this.always);
    for (String each : providers) {
      onceBut.put(each, once);
      alwaysBut.put(each, always);
    }
    return new FileFault(name, setup, onceBut, alwaysBut);
  }

  /** The same fault, which these providers cannot have. */
  FileFault without(String... providers) {
    Map<String, Ending> onceLess = new LinkedHashMap<>(once);
    Map<String, Ending> alwaysLess = new LinkedHashMap<>(always);
    for (String each : providers) {
      onceLess.remove(each);
      alwaysLess.remove(each);
    }
    return new FileFault(name, setup, onceLess, alwaysLess);
  }
}
