package io.github.ckpt4j.providers;

import com.google.gson.TypeAdapter;
import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one response into generated models and collects the rest: members without a field, and
 * values that do not fit their field.
 */
final class ResponseReader extends StrictJsonReader {
  private static final int MOST_BAD_ITEMS = 1_000;

  private final TypeAdapter<Object> anything;
  private final IdentityHashMap<Object, Map<String, Object>> extras = new IdentityHashMap<>(0);
  private final Map<Integer, Problem> badItems = new HashMap<>(0);
  private final IdentityHashMap<Object, Map<String, Number>> numbers = new IdentityHashMap<>(0);
  private @Nullable Map<String, Object> extra;
  private Map<String, Number> number = Map.of();
  private @Nullable Problem problem;
  private int itemDepth;
  private int modelDepth;

  /** A value that does not fit, by its path in the item or in the response. */
  record Problem(String field, String complaint) {}

  /** Reads values without a field with {@code anything}. */
  ResponseReader(Reader in, int maxItems, TypeAdapter<Object> anything) throws IOException {
    super(in, maxItems);
    this.anything = anything;
  }

  /** Gson skips members for which a model has no field; they are kept separately. */
  @Override
  public void skipValue() throws IOException {
    String name = lastName();
    Map<String, Object> outer = extra;
    Object value = anything.read(this);
    if (value != null) {
      extra = outer == null ? new LinkedHashMap<>() : outer;
      extra.put(name, value);
    }
  }

  /** Skips the next value, which is not needed. */
  void discard() throws IOException {
    super.skipValue();
  }

  /** Notes that the value just read does not fit, unless an earlier one is already noted. */
  void note(String complaint) {
    if (problem == null) {
      problem = new Problem(pathWithin(itemDepth), complaint);
    }
  }

  /** Keeps the number that the response has for a text field of the current model. */
  void noteNumber(String json) {
    if (depth() != modelDepth) {
      return; // In a list or a map of texts.
    }
    Number exact = Numbers.exact(json);
    if (number.isEmpty()) {
      number = Map.of(lastName(), exact); // Most models have exactly one: a time.
    } else {
      number = new HashMap<>(number);
      number.put(lastName(), exact);
    }
  }

  /** Reads a model, and keeps with it its extra members and the numbers in its text fields. */
  <M> M model(TypeAdapter<M> fields) throws IOException {
    Map<String, Object> outerExtra = extra;
    Map<String, Number> outerNumber = number;
    int outerDepth = modelDepth;
    extra = null;
    number = Map.of();
    modelDepth = depth() + 1;
    M model = fields.read(this);
    if (extra != null) {
      extras.put(model, extra);
    }
    if (!number.isEmpty()) {
      numbers.put(model, number);
    }
    extra = outerExtra;
    number = outerNumber;
    modelDepth = outerDepth;
    return model;
  }

  /** Reads an item of the response's list; null if a value in it does not fit. */
  <M> @Nullable M item(int index, TypeAdapter<M> type) throws IOException {
    Problem outer = problem;
    int outerDepth = itemDepth;
    problem = null;
    itemDepth = depth();
    @Nullable M item = type.read(this);
    if (problem != null) {
      addBad(index, problem);
      item = null;
    }
    itemDepth = outerDepth;
    problem = outer;
    return item;
  }

  private void addBad(int index, Problem bad) {
    badItems.put(index, bad);
    if (badItems.size() > MOST_BAD_ITEMS) {
      throw new UnreadableException("checkpoint "
          + index
          + " and "
          + MOST_BAD_ITEMS
          + " before it cannot be read: "
          + bad.field
          + " "
          + bad.complaint);
    }
  }

  /** The first value outside the items that does not fit. */
  @Nullable
  Problem problem() {
    return problem;
  }

  IdentityHashMap<Object, Map<String, Object>> extras() {
    return extras;
  }

  IdentityHashMap<Object, Map<String, Number>> numbers() {
    return numbers;
  }

  Map<Integer, Problem> badItems() {
    return badItems;
  }
}
