package io.github.ckpt4j.benchmarks;

/**
 * One way to read a job's checkpoints. All read the same pages, collect the checkpoints in a list
 * and read every step in it.
 */
interface Contender extends AutoCloseable {
  /** OkHttp and Gson's stream reader, read by hand into records: the minimum cost of any client. */
  String FLOOR = "floor";

  /** Retrofit with the generated client and nothing else. */
  String BARE = "bare";

  /** This library. */
  String CKPT4J = "ckpt4j";

  /** The vendor's SDK. */
  String OPENAI_JAVA = "openai-java";

  /** The API key, which the server ignores. */
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
      default -> throw new IllegalArgumentException("Unknown contender: " + name);
    };
  }
}
