package io.github.ckpt4j.specs;

import io.github.ckpt4j.specs.SpecComparison.Change;
import io.github.ckpt4j.specs.SpecException.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reports what a vendor's newer document changes for ckpt4j and whether that breaks it.
 *
 * <p>Both documents become contracts in the same way as in the build. Differences between the
 * contracts affect ckpt4j; differences only between the documents, for the same operations and models, do not.
 */
final class Drift {
  private static final Pattern OF_USE = Pattern.compile(": (type|.ref|items|anyOf|oneOf) .*");

  /** The effect on ckpt4j of a field or operation that a newer document adds. */
  private enum Verdict {
    READ("ckpt4j reads it already"),
    KEPT("ckpt4j keeps it in the details of a checkpoint or job"),
    LOOK("nothing reads it: check whether something should");

    private final String meaning;

    Verdict(String meaning) {
      this.meaning = meaning;
    }
  }

  /** @param breaks whether the build would fail with the newer document */
  record Report(String text, boolean breaks) {}

  private final String vendor;
  private final Contract needed;
  private final Map<String, Object> before;
  private final Map<String, Object> documentBefore;
  private final Map<String, String> breaking = new LinkedHashMap<>();
  private final Set<Change> harmless = new LinkedHashSet<>();
  private final Map<String, Addition> additions = new LinkedHashMap<>();

  private record Addition(Change change, Verdict verdict) {}

  private Drift(ContractBuilder builder, String vendor) {
    this.vendor = vendor;
    this.needed = builder.contract();
    this.before = builder.build(builder.document());
    this.documentBefore = DocumentReader.read(builder.document(), "specs/" + vendor + ".yaml");
  }

  /**
   * Arguments: the directory of the documents, the vendor's name, the newer document. Exits with 1
   * if that breaks ckpt4j.
   */
  public static void main(String[] args) {
    try {
      Report report = report(Path.of(args[0]), args[1], Path.of(args[2]));
      System.out.println(report.text());
      System.exit(report.breaks() ? 1 : 0);
    } catch (SpecException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  static Report report(Path specs, String vendor, Path newer) {
    ContractBuilder builder = new ContractBuilder(specs, vendor);
    return new Drift(builder, vendor).report(builder, newer);
  }

  private Report report(ContractBuilder builder, Path newer) {
    Map<String, Object> documentAfter;
    try {
      documentAfter = DocumentReader.read(newer, "the newer document");
    } catch (SpecException e) {
      return new Report(e.getMessage() + "\n\nRefused. The build would refuse it too.", true);
    }
    try {
      compareContracts(builder.build(newer));
    } catch (SpecException e) {
      for (Problem problem : e.problems()) {
        breaking.merge(problem.place(), problem.text(), (one, other) -> one + "\n    " + other);
      }
    }
    Map<String, Object> same = sameParts(documentAfter);
    compareDocuments(same);
    addFields(documentAfter);
    addOperations(documentAfter);
    renames(same).forEach(this::report);
    harmless.removeIf(
        change -> breaking.containsKey(change.place()) || additions.containsKey(change.place()));
    breaking.keySet().forEach(additions::remove);
    return new Report(
        text(title(documentBefore) + " -> " + title(documentAfter)), !breaking.isEmpty());
  }

  private void compareContracts(Map<String, Object> after) {
    for (Change change : SpecComparison.of(before, after)) {
      boolean ofUse = needed.reads(change.place())
          && OF_USE.matcher(change.text().substring(change.place().length())).matches();
      if (ofUse || change.place().startsWith("the response of ")) {
        breaking.put(change.place(), change.text());
      } else {
        harmless.add(change);
      }
    }
  }

  private void compareDocuments(Map<String, Object> after) {
    for (Change change : SpecComparison.of(sameParts(documentBefore), after)) {
      // If the vendor now describes what our overlay already adds, nothing has changed.
      if (!change.text().contains(" is new") || !known(change.place())) {
        harmless.add(change);
      }
    }
  }

  /**
   * The fields that the newer document adds to models of the contract, including models that are
   * new.
   */
  private void addFields(Map<String, Object> after) {
    Tree.map(Tree.at(before, "components", "schemas")).keySet().forEach(model -> {
      Map<String, Object> was = properties(documentBefore, model);
      properties(after, model).forEach((field, schema) -> {
        String place = model + "." + field;
        if (!was.containsKey(field)) {
          add(SpecComparison.addedField(place, schema), verdict(model, place));
        }
      });
    });
  }

  private Verdict verdict(String model, String place) {
    if (needed.reads(place)) {
      return Verdict.READ;
    }
    return needed.details().contains(model) ? Verdict.KEPT : Verdict.LOOK;
  }

  /** New operations below those that ckpt4j calls, and any about checkpoints. */
  private void addOperations(Map<String, Object> after) {
    Set<String> ours = Tree.map(before.get("paths")).keySet();
    Tree.map(after.get("paths")).forEach((path, item) -> {
      boolean near = path.contains("checkpoint")
          || ours.stream().anyMatch(each -> path.equals(each) || path.startsWith(each + "/"));
      for (String verb : Operation.VERBS) {
        if (near
            && Tree.map(item).containsKey(verb)
            && Tree.at(documentBefore, "paths", path, verb) == null) {
          String place = verb.toUpperCase(Locale.ROOT) + " " + path;
          boolean called = Tree.at(before, "paths", path, verb) != null;
          add(
              new Change(place, Tree.shown(place) + " is new"),
              called ? Verdict.READ : Verdict.LOOK);
        }
      }
    });
  }

  private void add(Change change, Verdict verdict) {
    additions.put(change.place(), new Addition(change, verdict));
  }

  private boolean known(String place) {
    String[] steps = place.split("\\.", 2);
    Map<String, Object> model = Tree.map(Tree.at(before, "components", "schemas", steps[0]));
    return !model.isEmpty()
        && (steps.length == 1 || Tree.map(model.get("properties")).containsKey(steps[1]));
  }

  /** A field and its probable new name. */
  private record Rename(String model, String from, String to) {}

  private List<Rename> renames(Map<String, Object> after) {
    List<Rename> renames = new ArrayList<>();
    needed.fields().forEach((model, fields) -> {
      Map<String, Object> was = properties(documentBefore, model);
      Map<String, Object> is = properties(after, model);
      for (String field : fields) {
        if (was.containsKey(field) && !is.containsKey(field)) {
          is.keySet().stream()
              .filter(name -> !was.containsKey(name))
              .filter(name -> sameForm(was.get(field), is.get(name)))
              .findFirst()
              .ifPresent(name -> renames.add(new Rename(model, field, name)));
        }
      }
    });
    return renames;
  }

  private static Map<String, Object> properties(Map<String, Object> document, String model) {
    return Tree.map(Tree.at(document, "components", "schemas", model, "properties"));
  }

  private static boolean sameForm(@Nullable Object was, @Nullable Object is) {
    Object before = SpecComparison.oneForm(was).get("type");
    return before != null && before.equals(SpecComparison.oneForm(is).get("type"));
  }

  private void report(Rename rename) {
    String place = rename.model() + "." + rename.from();
    breaking.computeIfPresent(
        place,
        (any, text) ->
            text + "; " + Tree.shown(rename.to()) + ", of the same type, is new: renamed?");
    String renamed = rename.model() + "." + rename.to();
    harmless.removeIf(change -> change.place().equals(renamed));
    additions.remove(renamed);
  }

  /** The operations and models of a complete document that the contract also has. */
  private Map<String, Object> sameParts(Map<String, Object> document) {
    Map<String, Object> paths = new LinkedHashMap<>();
    Tree.map(before.get("paths")).forEach((path, item) -> {
      Map<String, Object> found = new LinkedHashMap<>();
      Tree.map(Tree.at(document, "paths", path)).forEach((key, value) -> {
        if (key.equals("parameters") || Tree.map(item).containsKey(key)) {
          found.put(key, value);
        }
      });
      paths.put(path, found);
    });
    Map<String, Object> models =
        new LinkedHashMap<>(Tree.map(Tree.at(document, "components", "schemas")));
    models.keySet().retainAll(Tree.map(Tree.at(before, "components", "schemas")).keySet());
    Map<String, Object> same = new LinkedHashMap<>();
    same.put("paths", paths);
    same.put("components", Map.of("schemas", models));
    if (document.get("servers") != null) {
      same.put("servers", document.get("servers"));
    }
    return same;
  }

  private static String title(Map<String, Object> document) {
    return Tree.shown(
        Tree.at(document, "info", "title") + " " + Tree.at(document, "info", "version"));
  }

  private String text(String titles) {
    StringBuilder text = new StringBuilder(vendor).append(", ").append(titles).append('\n');
    if (!breaking.isEmpty()) {
      text.append("\nBreaks ckpt4j:\n");
      breaking.values().forEach(line -> text.append("  - ").append(line).append('\n'));
    }
    for (Verdict verdict : Verdict.values()) {
      List<Addition> same =
          additions.values().stream().filter(each -> each.verdict() == verdict).toList();
      if (!same.isEmpty()) {
        text.append("\nAdded; ").append(verdict.meaning).append(":\n");
        same.forEach(each -> text.append("  - ").append(each.change().text()).append('\n'));
      }
    }
    if (!harmless.isEmpty()) {
      text.append("\nChanges that do not break ckpt4j:\n");
      harmless.forEach(change -> text.append("  - ").append(change.text()).append('\n'));
    }
    int all = breaking.size() + additions.size() + harmless.size();
    return text.append('\n')
        .append(
            !breaking.isEmpty()
                ? breaking.size() + " of " + all + " changes would break the build."
                : all > 0
                    ? "Nothing breaks. Copy it over specs/" + vendor + ".yaml to adopt it."
                    : "Nothing changes for ckpt4j.")
        .toString();
  }
}
