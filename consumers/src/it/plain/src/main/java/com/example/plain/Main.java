package com.example.plain;

import com.sun.net.httpserver.HttpServer;
import io.github.ckpt4j.Checkpoint;
import io.github.ckpt4j.JobRef;
import io.github.ckpt4j.Metric;
import io.github.ckpt4j.client.CheckpointClient;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Checks its class path, then lists a job. */
public final class Main {
  private static final long MAX_BYTES = 5_000_000;
  private static final int MAX_JARS = 15;

  private Main() {}

  public static void main(String[] args) throws IOException {
    List<File> jars = Stream.of(new File(args[0]).listFiles()).sorted().toList();
    long bytes = jars.stream().mapToLong(File::length).sum();
    System.out.println(jars.size() + " jars, " + bytes + " bytes: "
        + jars.stream().map(File::getName).toList());
    check(jars.size() <= MAX_JARS, "more than " + MAX_JARS + " jars");
    check(bytes < MAX_BYTES, "more than " + MAX_BYTES + " bytes");
    checkOneOkHttp(jars);
    checkNoClassTwice(jars);
    list();
  }

  private static void checkOneOkHttp(List<File> jars) throws IOException {
    int found = 0;
    for (File file : jars) {
      try (JarFile jar = new JarFile(file)) {
        found += jar.getEntry("okhttp3/OkHttpClient.class") == null ? 0 : 1;
      }
    }
    check(found == 1, found + " jars with OkHttp");
  }

  private static void checkNoClassTwice(List<File> jars) throws IOException {
    Map<String, String> owners = new HashMap<>();
    Map<String, String> twice = new TreeMap<>();
    for (File file : jars) {
      try (JarFile jar = new JarFile(file)) {
        for (JarEntry entry : jar.stream().toList()) {
          String name = entry.getName();
          boolean isClass = name.endsWith(".class") && !name.endsWith("module-info.class");
          String other = isClass ? owners.put(name, file.getName()) : null;
          if (other != null) {
            twice.put(name, other + " and " + file.getName());
          }
        }
      }
    }
    check(twice.isEmpty(), "duplicate classes: " + twice);
    check(owners.size() > 500, "too few classes: " + owners.size());
  }

  private static void list() throws IOException {
    byte[] body =
        """
        {"object": "list", "has_more": false, "data": [
          {"id": "b", "step_number": 20, "metrics": {"valid_loss": 0.25}},
          {"id": "a", "step_number": 10, "metrics": {"valid_loss": 0.5}}]}
        """
            .getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/fine_tuning/jobs/ftjob-1/checkpoints", exchange -> {
      exchange.sendResponseHeaders(200, body.length);
      try (var out = exchange.getResponseBody()) {
        out.write(body);
      }
    });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    try (CheckpointClient client = CheckpointClient.builder()
        .apiKey("openai", "sk-1")
        .baseUrl("openai", url)
        .build()) {
      JobRef job = JobRef.parse("openai:ftjob-1");
      List<Checkpoint> all = client.list(job);
      check(all.size() == 2, "listed " + all);
      check(client.best(job, Metric.VALID_LOSS).orElseThrow().id().equals("b"), "wrong best checkpoint");
      check(client.listAsync(job).join().equals(all), "listAsync differs from list");
      System.out.println("listed " + all.size());
    } finally {
      server.stop(0);
    }
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
