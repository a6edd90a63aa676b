package io.github.ckpt4j.specs;

import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.UnicodeReader;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML, which includes JSON, as maps, lists and scalars.
 *
 * <p>No object is constructed and no tag is followed. Size, depth and the number of nodes are
 * limited before anything is built, and the number again while aliases are expanded: a few hundred
 * bytes of aliases to aliases can stand for billions of nodes.
 */
final class DocumentReader {
  // The largest known document, OpenAI's, has 3 MB and about 400,000 nodes; Portkey's has about a
  // hundred aliases.
  private static final int MAX_BYTES = 16 << 20;
  private static final int MAX_NODES = 2_000_000;
  private static final int MAX_DEPTH = 100;
  private static final int MAX_ALIASES = 1000;

  private final String name;
  private int nodes;

  private DocumentReader(String name) {
    this.name = name;
  }

  /** @param name the name of the file in messages */
  static Map<String, Object> read(Path file, String name) {
    DocumentReader reader = new DocumentReader(name);
    try {
      return reader.read(file);
    } catch (YAMLException e) {
      throw reader.refused("neither YAML nor JSON: " + Tree.shown(e.getMessage()));
    } catch (IOException e) {
      throw reader.refused("cannot be read: " + Tree.shown(e));
    }
  }

  private Map<String, Object> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw refused("no such file");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw refused("larger than " + (MAX_BYTES >> 20) + " MiB");
    }
    Yaml yaml = yaml();
    try (Reader content = new UnicodeReader(Files.newInputStream(file))) {
      countEvents(yaml.parse(content));
    }
    try (Reader content = new UnicodeReader(Files.newInputStream(file))) {
      Node root = yaml.compose(content);
      nodes = 0;
      if (!(root instanceof MappingNode)) {
        throw refused("not a YAML or JSON object");
      }
      return Tree.map(unfolded(root, 1));
    }
  }

  private static Yaml yaml() {
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(MAX_BYTES);
    limits.setMaxAliasesForCollections(MAX_ALIASES);
    limits.setNestingDepthLimit(MAX_DEPTH);
    DumperOptions dumper = new DumperOptions();
    return new Yaml(
        new SafeConstructor(limits), new Representer(dumper), dumper, limits, new JsonScalars());
  }

  /** Runs before anything is built: the nodes of 16 MiB of brackets would take gigabytes. */
  private void countEvents(Iterable<Event> events) {
    int depth = 0;
    for (Event event : events) {
      count();
      if (event.is(Event.ID.MappingStart) || event.is(Event.ID.SequenceStart)) {
        checkDepth(++depth);
      } else if (event.is(Event.ID.MappingEnd) || event.is(Event.ID.SequenceEnd)) {
        depth--;
      }
    }
  }

  private @Nullable Object unfolded(Node node, int depth) {
    count();
    checkDepth(depth);
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar);
    }
    if (node instanceof SequenceNode sequence && node.getTag().equals(Tag.SEQ)) {
      List<Object> list = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        list.add(unfolded(item, depth + 1));
      }
      return list;
    }
    if (node instanceof MappingNode mapping && node.getTag().equals(Tag.MAP)) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (NodeTuple entry : mapping.getValue()) {
        map.put(key(entry.getKeyNode()), unfolded(entry.getValueNode(), depth + 1));
      }
      return map;
    }
    throw refused("has a value of the type " + Tree.shown(node.getTag().getValue()));
  }

  /** An unquoted key, such as the status 200, is text too. */
  private String key(Node node) {
    count();
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw refused("has a key that is not text");
  }

  private @Nullable Object scalar(ScalarNode node) {
    Tag tag = node.getTag();
    String value = node.getValue();
    try {
      if (tag.equals(Tag.STR)) {
        return value;
      }
      if (tag.equals(Tag.NULL)) {
        return null;
      }
      if (tag.equals(Tag.BOOL)) {
        return Boolean.valueOf(value);
      }
      if (tag.equals(Tag.INT)) {
        return new BigInteger(value);
      }
      if (tag.equals(Tag.FLOAT)) {
        return new BigDecimal(value);
      }
    } catch (NumberFormatException e) {
      throw refused("has an invalid number: " + Tree.shown(value));
    }
    throw refused("has a value of the type " + Tree.shown(tag.getValue()));
  }

  private void count() {
    if (++nodes > MAX_NODES) {
      throw refused(
          "has more than " + MAX_NODES + " nodes, counting each alias as the nodes it stands for");
    }
  }

  private void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw refused("is nested deeper than " + MAX_DEPTH + " levels");
    }
  }

  private SpecException refused(String reason) {
    return new SpecException(name + ": " + reason);
  }

  /** JSON's scalars, as OpenAPI requires. Otherwise {@code on} would be a boolean and 2024-01-01 a date. */
  private static final class JsonScalars extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.NULL, Pattern.compile("^(?:null|~|)$"), "n~\0");
      addImplicitResolver(Tag.BOOL, Pattern.compile("^(?:true|false)$"), "tf");
      addImplicitResolver(Tag.INT, Pattern.compile("^-?(?:0|[1-9][0-9]*)$"), "-0123456789");
      addImplicitResolver(
          Tag.FLOAT,
          Pattern.compile("^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$"),
          "-0123456789");
    }
  }
}
