package io.github.ckpt4j.transfer;

import io.github.ckpt4j.http.CancellationScope;
import io.github.ckpt4j.http.RetryPolicy;
import io.github.ckpt4j.http.Time;
import java.util.function.Predicate;

/**
 * The services that a download uses.
 *
 * @param threads starts a task in another thread, now or later; returns false if it does not accept
 *     it
 * @param retries decides whether and when to retry after a failure
 * @param scope ends everything when it is cancelled
 * @param maxRequests how many requests a list of files may take
 */
public record TransferContext(
    Network network,
    Predicate<Runnable> threads,
    RetryPolicy retries,
    Time time,
    CancellationScope scope,
    int maxRequests) {
  TransferContext within(CancellationScope inner) {
    return new TransferContext(network, threads, retries, time, inner, maxRequests);
  }
}
