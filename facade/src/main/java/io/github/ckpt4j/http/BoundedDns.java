package io.github.ckpt4j.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Looks up hosts within the time limit of the call. A resolver cannot be interrupted, so it runs in
 * its own thread, one for each host, and the call stops waiting when it is cancelled, timed out or
 * interrupted.
 */
final class BoundedDns implements Dns {
  private static final long PERIOD_MILLIS = 20;

  /** The call that this thread executes, which OkHttp does not pass to a resolver. */
  private static final ThreadLocal<okhttp3.Call> CALLS = new ThreadLocal<>();

  private final Dns resolver;
  private final Map<String, FutureTask<List<InetAddress>>> underWay = new ConcurrentHashMap<>();

  private BoundedDns(Dns resolver) {
    this.resolver = resolver;
  }

  static void install(OkHttpClient.Builder client, Dns resolver) {
    BoundedDns bounded = new BoundedDns(resolver);
    client.dns(bounded).addInterceptor(bounded::remember);
  }

  private Response remember(Interceptor.Chain chain) throws IOException {
    CALLS.set(chain.call());
    try {
      return chain.proceed(chain.request());
    } finally {
      CALLS.remove();
    }
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    FutureTask<List<InetAddress>> own = new FutureTask<>(() -> resolve(host));
    FutureTask<List<InetAddress>> known = underWay.putIfAbsent(host, own);
    if (known == null) {
      start(own);
    }
    return await(host, known == null ? own : known);
  }

  /** Forgets the lookup before its result is known, so that a retry makes a new one. */
  private List<InetAddress> resolve(String host) throws UnknownHostException {
    try {
      return resolver.lookup(host);
    } finally {
      underWay.remove(host);
    }
  }

  private static void start(FutureTask<List<InetAddress>> lookup) {
    Thread thread = new Thread(lookup, "ckpt4j-dns");
    thread.setDaemon(true);
    thread.start();
  }

  private List<InetAddress> await(String host, FutureTask<List<InetAddress>> lookup)
      throws UnknownHostException {
    okhttp3.Call call = CALLS.get();
    while (call == null || !call.isCanceled()) {
      try {
        return lookup.get(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // Not resolved yet. Check whether the call still needs it.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      } catch (ExecutionException e) {
        throw unknown(host, e.getCause());
      }
    }
    throw unknown(host + ": the lookup was abandoned", null);
  }

  private static UnknownHostException unknown(String message, @Nullable Throwable cause) {
    if (cause instanceof UnknownHostException known) {
      return known;
    }
    UnknownHostException unknown = new UnknownHostException(message);
    unknown.initCause(cause);
    return unknown;
  }
}
