package io.github.ckpt4j.http;

import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.http.Connection.Prepared;
import io.github.ckpt4j.spi.FileAddress;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * Streams a range of a file in one attempt, without keeping its body in memory. The total time is
 * unlimited; {@link RequestTimeouts#read} limits the time without a byte.
 */
public final class FileTransport {
  private final Call.Factory calls;
  private final Time time;

  /**
   * Sends through a separate client.
   *
   * @param calls the calls of a client from {@link FileClient}
   */
  public FileTransport(Call.Factory calls, Time time) {
    this.calls = calls;
    this.time = time;
  }

  /**
   * Sends the request and passes a successful response to the receiver.
   *
   * @throws CheckpointException if no such response arrives in full, without any part of a link;
   *     also any exception from the receiver
   */
  public void read(
      Connection connection,
      FileRequest described,
      RequestTimeouts timeouts,
      CancellationScope scope,
      FileReceiver receiver) {
    scope.throwIfCancelled();
    Prepared prepared = connection.prepare(described);
    Request request = prepared.request();
    boolean isLink = described.address() instanceof FileAddress.Link;
    AttemptLog log = isLink
        ? AttemptLog.startLink(request, prepared.redactor(), time)
        : AttemptLog.start(request, prepared.redactor(), time);
    Hints hints = new Hints(connection.provider().info(), request);
    Call call = calls.newCall(timeouts.applyTo(request));
    call.timeout().timeout(0, TimeUnit.NANOSECONDS);
    new Attempt(log, prepared.redactor(), hints, scope).run(call, response -> {
      boolean foreign = isLink || !Redirects.sameOrigin(response.request().url(), request.url());
      ErrorMapper errors = new ErrorMapper(connection.provider(), hints, time);
      requireSuccess(response, errors, foreign, log);
      BufferedSource body = response.body().source();
      FileHead head = FileHead.of(response);
      receiver.receive(head, body::read);
      return head;
    });
  }

  private static void requireSuccess(
      Response response, ErrorMapper errors, boolean foreign, AttemptLog log) {
    if (!response.isSuccessful()) {
      String start = BodyReader.start(response, log);
      throw foreign ? errors.ofLink(response, start) : errors.ofStatus(response, start);
    }
    BodyReader.requireIdentity(response);
  }
}
