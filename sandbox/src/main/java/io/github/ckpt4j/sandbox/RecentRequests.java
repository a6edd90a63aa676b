package io.github.ckpt4j.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** The latest requests, limited in number and size so that they never fill the heap. */
final class RecentRequests {
  static final int MAX_COUNT = 10_000;
  static final int MAX_CHARS = 4_000_000;

  private final Deque<Request> requests = new ArrayDeque<>();
  private int chars;

  synchronized void add(Request request) {
    requests.addLast(request);
    chars += size(request);
    while (requests.size() > MAX_COUNT || (chars > MAX_CHARS && requests.size() > 1)) {
      chars -= size(requests.removeFirst());
    }
  }

  synchronized List<Request> all() {
    return List.copyOf(requests);
  }

  private static int size(Request request) {
    return request.path().length() + size(request.query()) + size(request.headers());
  }

  private static int size(Map<String, String> map) {
    int size = 0;
    for (Map.Entry<String, String> entry : map.entrySet()) {
      size += entry.getKey().length() + entry.getValue().length();
    }
    return size;
  }
}
