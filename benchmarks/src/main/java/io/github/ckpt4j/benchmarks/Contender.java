package io.github.ckpt4j.benchmarks;

/**
 * One way to read the checkpoints of a job. All read the same, hold what they read in a list, and
 * look at every step in it.
 */
interface Contender extends AutoCloseable {
  /** OkHttp, and Gson's stream read by hand into records: what cannot be saved. */
  String FLOOR = "floor";

  /** The generated client as Retrofit runs it. */
  String BARE = "bare";

  /** This library. */
  String CKPT4J = "ckpt4j";

  /** The vendor's SDK. */
  String OPENAI_JAVA = "openai-java";

  /** Never looked at by the server. */
  String KEY = "sk-none";

  /** Reads the first page of a job. Returns the sum of its checkpoints' steps. */
  long page(String job, int size) throws Exception;

  /** Reads all pages of a job. Returns the sum of its checkpoints' steps. */
  long all(String job, int pageSize) throws Exception;

  @Override
  default void close() {}

  static Contender of(String name, String baseUrl) {
    return switch (name) {
      case FLOOR -> new Floor(baseUrl);
      case BARE -> new Bare(baseUrl);
      case CKPT4J -> new Ckpt4j(baseUrl);
      case OPENAI_JAVA -> new OpenAiJava(baseUrl);
      default -> throw new IllegalArgumentException("There is no contender " + name);
    };
  }
}
