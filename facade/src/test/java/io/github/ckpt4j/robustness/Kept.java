package io.github.ckpt4j.robustness;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.Job;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks, using Jackson's reading of the same text, that a checkpoint contains everything in its
 * item.
 */
final class Kept {
  private Kept() {}

  /** A member of the item that is missing from the checkpoint; null if none is. */
  static @Nullable String lost(JsonNode item, Checkpoint checkpoint) {
    for (Map.Entry<String, JsonNode> member : item.properties()) {
      if (!member.getValue().isNull() && !isKept(member.getKey(), member.getValue(), checkpoint)) {
        return member.toString();
      }
    }
    return null;
  }

  /** A member of the job's object that is missing from the job; null if none is. */
  static @Nullable String lost(JsonNode object, Job job) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      JsonNode value = member.getValue();
      boolean kept = value.isNull()
          || same(value, job.details().get(member.getKey()))
          || (value.isValueNode() && inField(value, job));
      if (!kept) {
        return member.toString();
      }
    }
    return null;
  }

  private static boolean inField(JsonNode value, Job job) {
    Instant time = time(value);
    boolean isTime =
        time != null && (time.equals(job.createdAt()) || time.equals(job.finishedAt()));
    return isTime
        || Stream.concat(
                job.ref().segments().stream(),
                Stream.of(
                        job.providerState(),
                        job.name(),
                        job.baseModel(),
                        job.resultModel(),
                        job.error())
                    .filter(Objects::nonNull))
            .anyMatch(field -> isText(value, field));
  }

  /** A time as the examples write it: Unix time in any unit, or ISO 8601 in UTC. */
  private static @Nullable Instant time(JsonNode value) {
    try {
      return value.isNumber()
          ? unixTime(value.decimalValue())
          : Instant.parse(value.asText().replaceFirst("Z?$", "Z"));
    } catch (DateTimeException | ArithmeticException e) {
      return null; // Something else.
    }
  }

  /** Seconds up to the year 5138, milliseconds up to 33658, microseconds up to that, or nanoseconds. */
  private static Instant unixTime(BigDecimal number) {
    double size = number.abs().doubleValue();
    int toNanos = size < 1e11 ? 9 : size <= 1e15 ? 6 : size <= 1e18 ? 3 : 0;
    BigDecimal[] parts = number
        .movePointRight(toNanos)
        .setScale(0, RoundingMode.HALF_UP)
        .divideAndRemainder(BigDecimal.valueOf(1_000_000_000));
    return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
  }

  private static boolean isKept(String name, JsonNode value, Checkpoint checkpoint) {
    if (same(value, checkpoint.details().get(name))
        || value.asText().equals("fine_tuning.job.checkpoint")
        || (name.equals("created_at")
            && (checkpoint.createdAt() != null || value.asText().isBlank()))) {
      return true;
    }
    return (name.equals("metrics") && value.isObject())
        ? metrics(value, checkpoint)
        : value.isValueNode() && inField(value, checkpoint);
  }

  private static boolean metrics(JsonNode metrics, Checkpoint checkpoint) {
    for (Map.Entry<String, JsonNode> metric : metrics.properties()) {
      JsonNode value = metric.getValue();
      boolean kept = value.isNull()
          || (metric.getKey().equals("step") && isNumber(value, checkpoint.step()))
          || (checkpoint.details().get("metrics") instanceof Map<?, ?> others
              && same(value, others.get(metric.getKey())))
          || checkpoint.metrics().values().stream()
              .anyMatch(each -> sameDouble(each, value.asDouble()));
      if (!kept) {
        return false;
      }
    }
    return true;
  }

  /** NaN is itself, and Jackson reads {@code -0} as 0. */
  private static boolean sameDouble(double a, double b) {
    return a == b || Double.compare(a, b) == 0;
  }

  private static boolean inField(JsonNode value, Checkpoint checkpoint) {
    List<String> job = checkpoint.job().segments();
    return Stream.of(
                checkpoint.id(),
                checkpoint.id().replaceFirst("-[0-9]+$", ""), // One of several with the same id.
                checkpoint.modelName(),
                checkpoint.path(),
                checkpoint.artifact(),
                job.get(job.size() - 1))
            .filter(Objects::nonNull)
            .anyMatch(field -> isText(value, field))
        || Stream.of(checkpoint.step(), checkpoint.sizeBytes())
            .filter(Objects::nonNull)
            .anyMatch(field -> isNumber(value, field));
  }

  /** Whether the field has the value as its text, in any case. */
  private static boolean isText(JsonNode value, String field) {
    return value.isNumber() ? isNumber(value, field) : field.equalsIgnoreCase(value.asText());
  }

  private static boolean isNumber(JsonNode value, String field) {
    try {
      return value.decimalValue().compareTo(new BigDecimal(field)) == 0;
    } catch (NumberFormatException e) {
      return field.equals(value.asText()); // A value that is not a decimal, such as NaN.
    }
  }

  private static boolean isNumber(JsonNode value, @Nullable Long number) {
    if (number == null) {
      return false;
    }
    try {
      return new BigDecimal(value.asText()).compareTo(new BigDecimal(number)) == 0;
    } catch (NumberFormatException e) {
      return false; // Not a number, so not this one.
    }
  }

  /** Whether a value in the details equals the value in the response. */
  static boolean same(JsonNode wire, @Nullable Object kept) {
    if (kept instanceof Map<?, ?> map) {
      Map<Object, JsonNode> members = new LinkedHashMap<>();
      wire.properties().forEach(each -> members.put(each.getKey(), each.getValue()));
      return wire.isObject()
          && new ArrayList<>(members.keySet()).equals(new ArrayList<>(map.keySet()))
          && members.entrySet().stream()
              .allMatch(each -> same(each.getValue(), map.get(each.getKey())));
    }
    if (kept instanceof List<?> list) {
      return wire.isArray()
          && wire.size() == list.size()
          && IntStream.range(0, list.size()).allMatch(i -> same(wire.get(i), list.get(i)));
    }
    if (kept == null || wire.isNull()) {
      return kept == null && wire.isNull();
    }
    if (kept instanceof Number number) {
      return sameNumber(wire, number);
    }
    return wire.isBoolean() ? kept.equals(wire.booleanValue()) : kept.equals(wire.asText());
  }

  private static boolean sameNumber(JsonNode wire, Number kept) {
    if (!wire.isNumber()) {
      return false;
    }
    double value = kept.doubleValue();
    if (kept instanceof Double && (Double.isNaN(value) || Double.isInfinite(value))) {
      return Double.compare(wire.doubleValue(), value) == 0;
    }
    boolean integers =
        wire.isIntegralNumber() && !(kept instanceof Double) && !(kept instanceof BigDecimal);
    return (integers || !wire.isIntegralNumber() || value == 0)
        && new BigDecimal(kept.toString()).compareTo(wire.decimalValue()) == 0;
  }
}
