/** A server that emulates the providers, for tests. */
module io.github.ckpt4j.sandbox {
  requires java.logging;
  requires com.dynatrace.hash4j;
  requires com.google.gson;
  requires mockwebserver3;
  requires okhttp3;
  requires okio;
  requires static transitive org.jspecify;

  exports io.github.ckpt4j.sandbox;
}
