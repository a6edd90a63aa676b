package io.github.ckpt4j.specs;

import io.github.ckpt4j.specs.SpecException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * Builds the contract that a client is generated from: the vendor's document, corrected by its
 * overlay, reduced to the operations that ckpt4j calls and the models they refer to.
 */
public final class ContractBuilder {
  private static final String EVERY_VENDOR = "every-vendor.overlay.yaml";
  private static final Pattern VENDOR = Pattern.compile("[a-z][a-z0-9]{0,40}");
  /** Grammar accepts nothing else; this is a second check before source is generated. */
  private static final Pattern HARMLESS =
      Pattern.compile("[\n 0-9A-Za-z_.,:;=/{}'\"#$+~\\[\\]-]*+");

  private final Path specs;
  private final String vendor;

  ContractBuilder(Path specs, String vendor) {
    if (!VENDOR.matcher(vendor).matches()) {
      throw new SpecException("not the name of a vendor: " + Tree.shown(vendor));
    }
    this.specs = specs;
    this.vendor = vendor;
  }

  /** Arguments: the directory of the documents, the vendor's name, the file to write. */
  public static void main(String[] args) throws IOException {
    try {
      ContractBuilder builder = new ContractBuilder(Path.of(args[0]), args[1]);
      builder.write(builder.build(builder.document()), Path.of(args[2]));
    } catch (SpecException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  Path document() {
    return specs.resolve(vendor + ".yaml");
  }

  Contract contract() {
    return overlay().contract();
  }

  /**
   * Builds the contract from a document.
   *
   * @throws SpecException if the document lacks something that the facade needs, or has something that must not reach
   *     the generator
   */
  Map<String, Object> build(Path file) {
    return build(DocumentReader.read(file, name()));
  }

  /** The same for a parsed document, which this method changes. */
  Map<String, Object> build(Map<String, Object> document) {
    String name = name();
    Overlay overlay = overlay();
    Operation.removeIds(document);
    overlay.applyTo(document, name);
    Contract contract = overlay.contract();
    Grammar grammar = new Grammar(name, contract);
    Map<String, Operation> operations =
        Operation.byId(document, contract.operations().keySet(), grammar);
    List<Problem> problems = new ArrayList<>(contract.missingOperations(operations, name));
    Map<String, Object> kept = grammar.keep(document, vendor, operations);
    // If an operation is missing, models that only it uses are missing too, but they are not the
    // cause.
    problems.addAll(contract.missingFields(problems.isEmpty() ? kept : document, name));
    problems.addAll(grammar.problems());
    if (!problems.isEmpty()) {
      throw new SpecException(problems);
    }
    Overlay.read(specs, EVERY_VENDOR).applyTo(kept, name);
    return kept;
  }

  private String name() {
    return "specs/" + vendor + ".yaml";
  }

  private Overlay overlay() {
    return Overlay.read(specs, vendor + ".overlay.yaml");
  }

  private void write(Map<String, Object> contract, Path file) throws IOException {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(120);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    String text =
        "# Generated from specs/%s.yaml and its overlays. Change those instead.\n".formatted(vendor)
            + new Yaml(options).dump(contract);
    if (!HARMLESS.matcher(text).matches()) {
      throw new SpecException(
          "specs/" + vendor + ".yaml: refused, a character that no contract has");
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text);
  }
}
