package io.github.ckpt4j.specs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Any change anywhere in a vendor's document is either rejected or does not reach the generator. */
class HostileDocumentTest {
  private static final String MARK = "owned";

  /** Every place in every document, as the steps to it. */
  record Place(String vendor, List<Object> steps) {}

  private static final List<Place> PLACES = Specs.VENDORS.stream()
      .flatMap(vendor -> places(vendor, Specs.original(vendor)).stream())
      .toList();

  @Property(tries = 1500)
  void hostileKeysDoNotReachTheGenerator(
      @ForAll("places") Place place, @ForAll("hostile") String text) {
    Map<String, Object> document = Specs.original(place.vendor());
    Object parent = at(document, place.steps().subList(0, place.steps().size() - 1));
    if (parent instanceof Map<?, ?>) {
      Object last = place.steps().get(place.steps().size() - 1);
      Map<String, Object> renamed = new LinkedHashMap<>();
      Tree.map(parent).forEach((key, value) -> renamed.put(key.equals(last) ? text : key, value));
      Tree.map(parent).clear();
      Tree.map(parent).putAll(renamed);
    }
    assertHarmless(place.vendor(), document);
  }

  @Property(tries = 1500)
  void hostileValuesDoNotReachTheGenerator(
      @ForAll("places") Place place, @ForAll("hostileTrees") Object value) {
    Map<String, Object> document = Specs.original(place.vendor());
    Object parent = at(document, place.steps().subList(0, place.steps().size() - 1));
    Object last = place.steps().get(place.steps().size() - 1);
    if (last instanceof Integer index) {
      Tree.list(parent).set(index, value);
    } else {
      Tree.map(parent).put((String) last, value);
    }
    assertHarmless(place.vendor(), document);
  }

  @Property(tries = 1500)
  void hostileAdditionsDoNotReachTheGenerator(
      @ForAll("places") Place place,
      @ForAll("keywords") String key,
      @ForAll("hostileTrees") Object value) {
    Map<String, Object> document = Specs.original(place.vendor());
    if (at(document, place.steps()) instanceof Map<?, ?> map) {
      Tree.map(map).putIfAbsent(key, value);
    }
    assertHarmless(place.vendor(), document);
  }

  private static void assertHarmless(String vendor, Map<String, Object> document) {
    try {
      assertThat(Specs.contractOf(vendor, document))
          .doesNotContain(MARK, "\\", "*/", "\u202e", "<", "@", "(", ";");
    } catch (SpecException e) {
      assertThat(String.valueOf(e.getMessage()).lines())
          .isNotEmpty()
          .allMatch(line -> line.matches("[ -~]+") && !line.matches(".*[\\\\`<>&].*"));
    }
  }

  @Provide
  Arbitrary<Place> places() {
    return Arbitraries.of(PLACES);
  }

  @Provide
  Arbitrary<String> hostile() {
    return Arbitraries.of(
        "x\\u0022; static { " + MARK + "(); } static final String y \\u003d \\u0022",
        "x\"; static { " + MARK + "(); } String y = \"",
        "*/ static { " + MARK + "(); } /*",
        "\\u002a\\u002f static { " + MARK + "(); }",
        MARK + "\n}\nclass Owned {",
        MARK + "\r@Deprecated",
        "{" + MARK + "}/../../{id}",
        "../../" + MARK + "(",
        "<script>" + MARK + "</script>",
        "@" + MARK + ".Annotation",
        "${" + MARK + ":-x}",
        "\u202e" + MARK + ";",
        "\u001b]0;" + MARK + "\u0007",
        "https://example.com/" + MARK + "(.yaml",
        "file:///etc/" + MARK + ";");
  }

  @Provide
  Arbitrary<Object> hostileTrees() {
    Arbitrary<Object> text = hostile().map(Object.class::cast);
    return Arbitraries.oneOf(
        text,
        text.map(value -> new ArrayList<>(List.of(value))),
        Arbitraries.oneOf(hostile(), keywords())
            .flatMap(key -> text.map(value -> new LinkedHashMap<>(Map.of(key, value)))));
  }

  @Provide
  Arbitrary<String> keywords() {
    return Arbitraries.of(
        "$ref",
        "description",
        "summary",
        "title",
        "default",
        "pattern",
        "enum",
        "const",
        "example",
        "format",
        "type",
        "discriminator",
        "mapping",
        "operationId",
        "name",
        "externalDocs",
        "xml",
        "additionalProperties",
        "patternProperties",
        "allOf",
        "$defs",
        "$id",
        "x-class-extra-annotation",
        "x-field-extra-annotation",
        "x-implements",
        "x-setter-extra-annotation",
        "x-operation-extra-annotation",
        "x-enum-varnames",
        "x-discriminator-value");
  }

  private static List<Place> places(String vendor, Map<String, Object> document) {
    List<Place> places = new ArrayList<>();
    collect(vendor, document, List.of(), places);
    return places;
  }

  private static void collect(
      String vendor, @Nullable Object node, List<Object> steps, List<Place> places) {
    if (!steps.isEmpty()) {
      places.add(new Place(vendor, steps));
    }
    Tree.map(node).forEach((key, value) -> collect(vendor, value, with(steps, key), places));
    List<Object> items = Tree.list(node);
    for (int index = 0; index < items.size(); index++) {
      collect(vendor, items.get(index), with(steps, index), places);
    }
  }

  private static List<Object> with(List<Object> steps, Object step) {
    List<Object> more = new ArrayList<>(steps);
    more.add(step);
    return more;
  }

  private static @Nullable Object at(@Nullable Object node, List<Object> steps) {
    Object found = node;
    for (Object step : steps) {
      found = step instanceof Integer index
          ? Tree.list(found).get(index)
          : Tree.map(found).get(step);
    }
    return found;
  }
}
