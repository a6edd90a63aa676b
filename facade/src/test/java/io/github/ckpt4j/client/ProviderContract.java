package io.github.ckpt4j.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** The contract of every provider. A subclass adds little more than its provider's facts. */
abstract class ProviderContract
    implements ListingContract,
        ToleranceContract,
        BadResponseContract,
        ErrorContract,
        RetryContract,
        StreamContract,
        AsyncContract,
        ManyJobsContract,
        JobContract,
        IdentityContract,
        SafetyContract {
  private final Server server = new Server();
  private final ManualTime time = new ManualTime();
  private final List<CheckpointClient> clients = new ArrayList<>();

  @AfterEach
  void close() {
    clients.forEach(CheckpointClient::close);
    server.close();
  }

  @Override
  public Server server() {
    return server;
  }

  @Override
  public ManualTime time() {
    return time;
  }

  @Override
  public CheckpointClient client(UnaryOperator<ClientBuilder> setUp) {
    ClientBuilder builder = CheckpointClient.builder()
        .time(time)
        .options(options())
        .baseUrl(job().provider(), server.url(basePath()));
    settings().forEach((name, value) -> builder.set(job().provider(), name, value));
    CheckpointClient client = setUp.apply(builder).build();
    clients.add(client);
    return client;
  }
}
