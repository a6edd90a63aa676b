package io.github.ckpt4j.providers;

import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.Job;
import io.github.ckpt4j.Job.State;
import io.github.ckpt4j.JobPage;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.MalformedCheckpoint;
import io.github.ckpt4j.MalformedJob;
import io.github.ckpt4j.Page;
import io.github.ckpt4j.UnaddressableJob;
import io.github.ckpt4j.providers.ResponseReader.Problem;
import io.github.ckpt4j.spi.ProviderInfo;
import io.github.ckpt4j.spi.ResponseBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A provider's response, read into its generated model.
 *
 * @param body the model
 * @param source the body that it was read from
 * @param extras the members for which a model has no field, by the model's identity
 * @param numbers the numbers in text fields of a model, by the model's identity
 * @param badItems the items of the list that could not be read, by index; in the list they are null
 */
record ModelResponse<R>(
    R body,
    ResponseBody source,
    IdentityHashMap<Object, Map<String, Object>> extras,
    IdentityHashMap<Object, Map<String, Number>> numbers,
    Map<Integer, Problem> badItems) {
  private static final List<String> ERRORS = List.of("error", "errors", "detail");
  private static final List<String> MESSAGES = List.of("message", "msg");

  /**
   * The list of a provider that does not page. Its ids come from names or steps, so different
   * checkpoints may have the same id: {@link UniqueIds} changes those.
   *
   * @param name the list's JSON name
   * @param items the list; null if the response has none, which is an error, not an empty list
   * @param checkpoint translates one item
   */
  <I> Page list(
      JobRef job,
      String name,
      @Nullable List<@Nullable I> items,
      Function<I, Checkpoint.Builder> checkpoint) {
    Page page = page(job, name, items, checkpoint, null, false);
    Paging.refuseTotal(
        extras(body), page.checkpoints().size() + page.malformed().size());
    return UniqueIds.of(page);
  }

  /**
   * A page of a provider that pages. A checkpoint that is repeated unchanged is skipped, as when
   * two pages overlap; two different checkpoints with one id are an error. See {@link #list}.
   */
  <I> Page page(
      JobRef job,
      String name,
      @Nullable List<@Nullable I> items,
      Function<I, Checkpoint.Builder> checkpoint,
      @Nullable String next) {
    return page(job, name, items, checkpoint, next, true);
  }

  private <I> Page page(
      JobRef job,
      String name,
      @Nullable List<@Nullable I> items,
      Function<I, Checkpoint.Builder> checkpoint,
      @Nullable String next,
      boolean uniqueIds) {
    requireList("checkpoints", name, items);
    if (next == null) {
      Paging.refuseMore(extras(body));
    }
    List<@Nullable I> listed = Objects.requireNonNull(items);
    Items read = new Items(listed.size(), uniqueIds);
    for (int i = 0; i < listed.size(); i++) {
      try {
        I item = item(listed.get(i), i);
        Checkpoint.Builder built = checkpoint.apply(item);
        extras(item).forEach(built::detail);
        read.add(i, withNumbers(item, withNumbers(body, built.build())));
      } catch (MissingFieldException e) {
        read.bad.add(new MalformedCheckpoint(job, i, e.field, e.problem));
      }
    }
    return new Page(read.good, read.bad, next);
  }

  /** The checkpoint, with numbers in its details as numbers instead of text. */
  private Checkpoint withNumbers(Object model, Checkpoint checkpoint) {
    Checkpoint exact = checkpoint;
    for (Map.Entry<String, Number> each : numbers.getOrDefault(model, Map.of()).entrySet()) {
      if (exact.details().containsKey(each.getKey())) {
        exact = exact.toBuilder().detail(each.getKey(), each.getValue()).build();
      }
    }
    return exact;
  }

  /**
   * The job, with every JSON member that is not already one of its fields.
   *
   * @param wire the job's model
   * @param name the member that contains it; empty if it is the response itself
   * @param jobNames the members that may contain the name its owner gave it, if the model has no
   *     field for it; the first one present counts
   */
  Job job(Job.Builder builder, Object wire, String name, String... jobNames) {
    Map<String, Object> unknown = extras(wire);
    Optional<String> named =
        Stream.of(jobNames).filter(each -> isText(unknown.get(each))).findFirst();
    named.ifPresent(each -> builder.name((String) unknown.get(each)));
    Map<?, ?> whole = ModelReader.members(source);
    Map<?, ?> members =
        Objects.requireNonNull(name.isEmpty() ? whole : (Map<?, ?>) whole.get(name), name);
    return withRest(
        builder,
        members,
        member -> unknown.containsKey(member)
            && !member.equals("id")
            && !member.equals(named.orElse(null)));
  }

  /**
   * The job, with every member that none of its fields contains.
   *
   * @param isExtra whether a member is in no field, regardless of its value
   */
  private static Job withRest(Job.Builder builder, Map<?, ?> members, Predicate<String> isExtra) {
    Job fields = builder.build();
    members.forEach((member, value) -> {
      if (value != null && (isExtra.test(String.valueOf(member)) || !isIn(fields, value))) {
        builder.detail(String.valueOf(member), value);
      }
    });
    return builder.build();
  }

  private static boolean isIn(Job job, Object value) {
    String text = value.toString();
    Instant time = Times.parse(text);
    return (time != null && (time.equals(job.createdAt()) || time.equals(job.finishedAt())))
        || job.ref().segments().contains(text)
        || Stream.of(
                job.providerState(), job.name(), job.baseModel(), job.resultModel(), job.error())
            .anyMatch(text::equals);
  }

  /** The members for which a model has no field, by their JSON names. */
  Map<String, Object> extras(Object model) {
    Map<String, Object> members = extras.get(model);
    return members == null ? Map.of() : members;
  }

  private static boolean isText(@Nullable Object value) {
    return value instanceof String text && !text.isBlank();
  }

  /**
   * Rejects a response about something other than what was requested.
   *
   * @param field the JSON name of the identifying field
   * @param named its value; null if absent
   */
  static void requireSame(String field, @Nullable Object named, String requested) {
    if (named != null && !named.equals(requested)) {
      throw ModelReader.badResponse("the response is about something else: its "
          + field
          + " is '"
          + Shown.name(named.toString())
          + "', and '"
          + requested
          + "' was requested");
    }
  }

  /**
   * The page of jobs in the response's list.
   *
   * @param name the list's JSON name
   * @param items the list; null if the response has none, which is an error, not an empty list
   * @param job translates one item
   */
  <I> JobPage jobs(
      ProviderInfo provider,
      String name,
      @Nullable List<@Nullable I> items,
      Function<I, Job.Builder> job,
      @Nullable String next) {
    requireList("jobs", name, items);
    if (next == null) {
      Paging.refuseMore(extras(body));
    }
    List<@Nullable I> listed = Objects.requireNonNull(items);
    List<?> members =
        (List<?>) Objects.requireNonNull(ModelReader.members(source).get(name));
    List<Job> good = new ArrayList<>(listed.size());
    List<UnaddressableJob> unaddressable = new ArrayList<>();
    List<MalformedJob> malformed = new ArrayList<>();
    for (int i = 0; i < listed.size(); i++) {
      try {
        I item = item(listed.get(i), i);
        Map<?, ?> whole = (Map<?, ?>) Objects.requireNonNull(members.get(i));
        good.add(withRest(job.apply(item), whole, extras(item)::containsKey));
      } catch (MissingFieldException e) {
        malformed.add(new MalformedJob(provider.name(), i, e.field, e.problem));
      } catch (NoAddressException e) {
        unaddressable.add(e.job);
      } catch (CheckpointException e) {
        malformed.add(new MalformedJob(provider.name(), i, "the item itself", problem(e)));
      }
    }
    return new JobPage(good, unaddressable, malformed, next);
  }

  /** The fault of an item, reworded from the error for a whole response. */
  private static String problem(CheckpointException e) {
    String ofResponse = "the response ";
    return e.detail().startsWith(ofResponse)
        ? e.detail().substring(ofResponse.length())
        : "cannot be read: " + e.detail();
  }

  /**
   * The items of a list, each translated.
   *
   * @param what the plural word for the items: {@code events}
   * @param name the list's JSON name
   */
  <I, T> List<T> items(
      String what, String name, @Nullable List<@Nullable I> items, Function<I, T> translate) {
    requireList(what, name, items);
    List<@Nullable I> listed = Objects.requireNonNull(items);
    List<T> all = new ArrayList<>(listed.size());
    for (int i = 0; i < listed.size(); i++) {
      try {
        all.add(translate.apply(item(listed.get(i), i)));
      } catch (MissingFieldException e) {
        throw ModelReader.badResponse(
            "item " + i + " of the list of " + what + ": " + e.field + " " + e.problem);
      }
    }
    return all;
  }

  private void requireList(String what, String name, @Nullable List<?> items) {
    if (items == null || items.isEmpty()) {
      refuseError(what, items == null);
    }
    if (items == null) {
      throw ModelReader.reportedError(notAList(what, "it has no '" + name + "'"), null);
    }
  }

  /** The members of the value if it is an object; otherwise none. */
  @SuppressWarnings("unchecked") // Objects are read into maps with names as keys.
  static Map<String, Object> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  /** The text as an integer; null if it is not one. */
  static @Nullable Long integer(@Nullable String text) {
    return text != null && text.matches("-?\\d{1,18}") ? Long.valueOf(text) : null;
  }

  /** The reference of a listed job, if the provider's paths can contain it. */
  static JobRef listed(ProviderInfo provider, String address, String id, @Nullable String name) {
    if (provider.jobIdPattern().matcher(address).matches()) {
      try {
        return new JobRef(provider.name(), address);
      } catch (IllegalArgumentException e) {
        throw noAddress(provider, id, name, e.getMessage());
      }
    }
    throw noAddress(provider, id, name, "its id is not of the form " + provider.jobIdExample());
  }

  /** Aborts the translation of a listed job that no reference can name. */
  static RuntimeException noAddress(
      ProviderInfo provider, String id, @Nullable String name, @Nullable String reason) {
    return new NoAddressException(
        new UnaddressableJob(provider.name(), id, name, String.valueOf(reason)));
  }

  /** The value of a field that is required to identify a checkpoint. */
  static <V> V required(@Nullable V value, String field) {
    if (value == null || (value instanceof String text && text.isEmpty())) {
      throw new MissingFieldException(field, "is missing");
    }
    return value;
  }

  /** The error for a successful response that is not a list of checkpoints. */
  static CheckpointException notAList(String reason) {
    return notAListOf("checkpoints", reason);
  }

  private static CheckpointException notAListOf(String what, String reason) {
    return ModelReader.badResponse(notAList(what, reason));
  }

  private static String notAList(String what, String reason) {
    return "the response is not a list of " + what + ": " + reason;
  }

  /** The error for a successful response that is not a job. */
  static CheckpointException notAJob(String reason) {
    return ModelReader.badResponse("the response is not a job: " + reason);
  }

  /**
   * The state that a provider's word stands for, in any case; the words given are in lower case.
   */
  static State state(Map<String, State> states, @Nullable String word) {
    return StateWords.of(states, word(word));
  }

  /** The size of a file; null if it is not reported. */
  static @Nullable Long fileSize(@Nullable Long bytes) {
    if (bytes != null && bytes < 0) {
      throw ModelReader.badResponse("the size of a file is negative");
    }
    return bytes;
  }

  /** A provider's word for a state; a response without one is not a job. */
  static String word(@Nullable String word) {
    if (word == null || word.isEmpty()) {
      throw ModelReader.reportedError("the response is not a job: it has no status", null);
    }
    return word;
  }

  /** The text of an error, or of its message or code if it is an object; null if it has none. */
  static @Nullable String message(@Nullable Object error) {
    if (error instanceof Map<?, ?> object) {
      String message = message(object.get("message"));
      return message == null ? message(object.get("code")) : message;
    }
    return error instanceof String text && !text.isBlank() ? text : null;
  }

  /** Rejects a response that reports an error instead of a list, or together with an empty one. */
  private void refuseError(String what, boolean noList) {
    Map<String, Object> members = extras(body);
    boolean reported = ERRORS.stream().anyMatch(name -> isError(members.get(name)));
    String message = errorMessage();
    if (reported || (noList && message != null)) {
      throw ModelReader.reportedError(notAList(what, "it reports an error"), message);
    }
  }

  /** The text of an error in members for which the model has no field; null if none. */
  @Nullable
  String errorMessage() {
    Map<String, Object> members = extras(body);
    return Stream.concat(ERRORS.stream(), MESSAGES.stream())
        .map(name -> message(members.get(name)))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static boolean isError(@Nullable Object value) {
    return isText(value)
        || (value instanceof List<?> list && !list.isEmpty())
        || (value instanceof Map<?, ?> map && !map.isEmpty());
  }

  private <I> I item(@Nullable I item, int index) {
    if (item != null) {
      return item;
    }
    Problem problem = badItems.get(index);
    throw problem == null
        ? new MissingFieldException("the item itself", "is null")
        : new MissingFieldException(field(problem), problem.complaint());
  }

  private static String field(Problem problem) {
    return problem.field().isEmpty() ? "the item itself" : problem.field();
  }

  /** Checkpoints as they are read. */
  private static final class Items {
    private final List<Checkpoint> good;
    private final List<MalformedCheckpoint> bad = new ArrayList<>();
    private final Map<String, Integer> indexes;
    private final @Nullable Checkpoint[] byIndex;

    Items(int size, boolean uniqueIds) {
      good = new ArrayList<>(size);
      indexes = uniqueIds ? new HashMap<>(2 * size) : Map.of();
      byIndex = new Checkpoint[uniqueIds ? size : 0];
    }

    void add(int index, Checkpoint checkpoint) {
      if (byIndex.length == 0 || isNew(index, checkpoint)) {
        good.add(checkpoint);
      }
    }

    private boolean isNew(int index, Checkpoint checkpoint) {
      Integer earlier = indexes.putIfAbsent(checkpoint.id(), index);
      if (earlier == null) {
        byIndex[index] = checkpoint;
        return true;
      }
      if (checkpoint.equals(byIndex[earlier])) {
        return false;
      }
      throw new MissingFieldException("its id", "is also the id of checkpoint " + earlier);
    }
  }

  /** Aborts the translation of one item; never leaves this package. */
  private static final class MissingFieldException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String field;
    private final String problem;

    MissingFieldException(String field, String problem) {
      super(field + " " + problem, null, false, false);
      this.field = field;
      this.problem = problem;
    }
  }

  /** Aborts the translation of one job; never leaves this package. */
  private static final class NoAddressException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient UnaddressableJob job;

    NoAddressException(UnaddressableJob job) {
      super(job.toString(), null, false, false);
      this.job = job;
    }
  }
}
