package io.github.ckpt4j.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How one provider writes a list of jobs.
 *
 * @param name the provider's name
 * @param reference a reference that names many of its jobs
 * @param basePath the path of its base URL
 * @param settings what is set for it, by setting name
 * @param firstRequest method and target of the first request
 * @param item an item of the list; {@code ID} and {@code STATUS} stand for its own
 * @param list the whole list; {@code ITEMS} stands for the items
 * @param address the address of a job; {@code ID} stands for its id
 * @param running its word for a running job
 * @param succeeded its word for a job that has succeeded
 * @param paged whether it lists page by page
 */
record JobListCase(
    String name,
    String reference,
    String basePath,
    Map<String, String> settings,
    String firstRequest,
    String item,
    String list,
    String address,
    String running,
    String succeeded,
    boolean paged) {

  private static final Map<String, String> KEY = Map.of("api-key", "key-canary-4711");

  private static final String OPENAI_ITEM = """
      {"object":"fine_tuning.job","id":"ID","model":"gpt-4o-mini-2024-07-18","created_at":1695285360,
       "finished_at":null,"fine_tuned_model":null,"organization_id":"org-1","result_files":[],
       "status":"STATUS","validation_file":null,"training_file":"file-x1","hyperparameters":null,
       "trained_tokens":null,"error":{},"user_provided_suffix":"recipes","metadata":{"team":"red"}}""";

  private static final String OPENAI_LIST =
      "{\"object\":\"list\",\"data\":[ITEMS],\"has_more\":true}";

  private static final String OXEN_ITEM = """
      {"id":"ID","name":"busy-scarlet-beaver","base_model":"Qwen/Qwen3-0.6B","status":"STATUS",
       "created_at":"2026-03-01T00:00:00Z","updated_at":"2026-03-01T01:00:00Z"}""";

  private static final String OXEN_LIST =
      "{\"status\":\"success\",\"status_message\":\"resource_found\",\"fine_tunes\":[ITEMS]}";

  private static final String BASETEN_ITEM = """
      {"id":"ID","name":"my-job","current_status":"STATUS","created_at":"2026-01-02T03:04:05Z",
       "updated_at":"2026-01-02T03:05:05Z","training_project_id":"abc",
       "training_project":{"id":"abc","name":"demo"},
       "instance_type":{"id":"H100:2","name":"H100:2"},"checkpoint_sync_status":"SYNCING"}""";

  private static final String OXEN_QUERY = "?page=1&page_size=100&sort=newest";

  static final JobListCase TOGETHER = new JobListCase(
      "together",
      "together:",
      "/v1",
      KEY,
      "GET /v1/fine-tunes",
      """
      {"id":"ID","status":"STATUS","created_at":"2026-06-02T12:00:00Z",
       "updated_at":"2026-06-02T13:00:00Z","model":"meta-llama/Llama-3-8b","suffix":"my-run",
       "total_price":200}""",
      "{\"data\":[ITEMS]}",
      "ID",
      "running",
      "completed",
      false);

  static final JobListCase OPENAI = new JobListCase(
      "openai",
      "openai:",
      "/v1",
      KEY,
      "GET /v1/fine_tuning/jobs?limit=100",
      OPENAI_ITEM,
      OPENAI_LIST,
      "ID",
      "running",
      "succeeded",
      true);

  static final JobListCase PORTKEY = new JobListCase(
      "portkey",
      "portkey:",
      "/v1",
      Map.of("api-key", "key-canary-4711", "provider", "@openai-prod"),
      "GET /v1/fine_tuning/jobs?limit=100",
      OPENAI_ITEM,
      OPENAI_LIST,
      "ID",
      "running",
      "succeeded",
      true);

  static final JobListCase AZURE = openAiProtocol("azure");
  static final JobListCase NEBIUS = openAiProtocol("nebius");
  static final JobListCase BEDROCK = openAiProtocol("bedrock");

  private static JobListCase openAiProtocol(String name) {
    return new JobListCase(
        name,
        name + ":",
        OPENAI.basePath,
        OPENAI.settings,
        OPENAI.firstRequest,
        OPENAI_ITEM,
        OPENAI_LIST,
        "ID",
        "running",
        "succeeded",
        true);
  }

  static final JobListCase OXEN = new JobListCase(
      "oxen",
      "oxen:ox/farm",
      "/",
      KEY,
      "GET /api/repos/ox/farm/fine_tunes" + OXEN_QUERY,
      OXEN_ITEM,
      OXEN_LIST,
      "ox/farm/ID",
      "running",
      "completed",
      true);

  static final JobListCase BASETEN = new JobListCase(
      "baseten",
      "baseten:",
      "/",
      KEY,
      "POST /v1/training_jobs/search",
      BASETEN_ITEM,
      "{\"training_jobs\":[ITEMS]}",
      "abc/ID",
      "TRAINING_JOB_RUNNING",
      "TRAINING_JOB_COMPLETED",
      false);

  static final JobListCase BASETEN_PROJECT = new JobListCase(
      "baseten",
      "baseten:abc",
      "/",
      KEY,
      "GET /v1/training_projects/abc/jobs",
      BASETEN_ITEM,
      "{\"training_project\":{\"id\":\"abc\",\"name\":\"demo\"},\"training_jobs\":[ITEMS]}",
      "abc/ID",
      "TRAINING_JOB_RUNNING",
      "TRAINING_JOB_COMPLETED",
      false);

  static Stream<JobListCase> all() {
    return Stream.of(
        TOGETHER, OPENAI, PORTKEY, AZURE, NEBIUS, BEDROCK, OXEN, BASETEN, BASETEN_PROJECT);
  }

  static Stream<JobListCase> allPaged() {
    return all().filter(JobListCase::paged);
  }

  /** A client of every provider, whose requests go to this server and whose time is virtual. */
  static ClientBuilder client(Server server) {
    ClientBuilder builder = CheckpointClient.builder().time(new ManualTime());
    all().forEach(each -> {
      builder.baseUrl(each.name(), server.url(each.basePath()));
      each.settings().forEach((setting, value) -> builder.set(each.name(), setting, value));
    });
    return builder;
  }

  /** The id of a job that its provider could have made. */
  static String id(int number) {
    return "ft-job" + number;
  }

  String running(String id) {
    return item(id, running);
  }

  /** A running job whose id is null. */
  String withoutId(String id) {
    return running(id).replace("\"" + id + "\"", "null");
  }

  /** A job without its state. */
  String withoutState(String id) {
    return running(id).replaceFirst("\"\\w+\":\"" + running + "\"", "\"x\":1");
  }

  String item(String id, String status) {
    return item.replace("\"ID\"", "\"" + id + "\"").replace("STATUS", status);
  }

  String page(String... items) {
    return list.replace("ITEMS", String.join(",", items));
  }

  /** The end of the list, as the provider marks it. */
  String lastPage(String... items) {
    return last(page(items));
  }

  /** The page as the last one, marked as the provider does. */
  String last(String page) {
    return page.replace("\"has_more\":true", "\"has_more\":false");
  }

  /** A page of running jobs with these numbers. */
  String pageOf(int from, int to) {
    List<String> items = new ArrayList<>();
    for (int i = from; i < to; i++) {
      items.add(running(id(i)));
    }
    return page(items.toArray(new String[0]));
  }

  /** The reference of a job as text. */
  String job(String id) {
    return name + ":" + address.replace("ID", id);
  }

  @Override
  public String toString() {
    return reference;
  }
}
