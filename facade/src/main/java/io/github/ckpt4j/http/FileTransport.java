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
 * Streams a range of a file: one attempt, whose body goes through no memory of its own. Nothing
 * bounds the time of the whole; {@link RequestTimeouts#read} bounds the time without a byte.
 */
public final class FileTransport {
  private static final int MAX_ERROR_BYTES = 64 * 1024;

  private final Call.Factory calls;
  private final Time time;

  /**
   * Sends through a client of its own.
   *
   * @param calls of a client that {@link FileClient} made
   */
  public FileTransport(Call.Factory calls, Time time) {
    this.calls = calls;
    this.time = time;
  }

  /**
   * Sends the request and passes a successful response to the receiver.
   *
   * @throws CheckpointException if no such response arrives in full, without any part of a link; and
   *     what the receiver throws
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
    Runnable end = call::cancel;
    scope.enter(end);
    Interrupts.Watched watched = Interrupts.watch(end);
    try (Response response = call.execute()) {
      boolean foreign =
          isLink || !RedirectsWithinOrigin.sameOrigin(response.request().url(), request.url());
      ErrorMapper errors = new ErrorMapper(connection.provider(), hints, time);
      requireSuccess(response, errors, foreign, log);
      BufferedSource body = response.body().source();
      receiver.receive(FileHead.of(response), body::read);
      log.succeeded(response);
    } catch (Exception e) {
      CheckpointException safe = prepared.redactor().redact(Transport.failure(e, hints, scope));
      log.failed(safe);
      throw safe;
    } finally {
      watched.leave();
      scope.leave(end);
    }
  }

  private static void requireSuccess(
      Response response, ErrorMapper errors, boolean foreign, AttemptLog log) {
    if (!response.isSuccessful()) {
      String start = BodyReader.start(response, MAX_ERROR_BYTES, log);
      throw foreign ? errors.ofLink(response, start) : errors.ofStatus(response, start);
    }
    BodyReader.requireIdentity(response);
  }
}
