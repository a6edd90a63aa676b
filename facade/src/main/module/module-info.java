/** One API over the fine-tuning checkpoints of several providers. */
module io.github.ckpt4j {
  requires transitive okhttp3;
  requires com.dynatrace.hash4j;
  requires com.google.gson;
  requires okio;
  requires retrofit2;
  requires io.github.ckpt4j.together;
  requires io.github.ckpt4j.openai;
  requires io.github.ckpt4j.oxen;
  requires io.github.ckpt4j.baseten;
  requires static transitive org.jspecify;
  requires static aircompressor;
  requires static org.apache.commons.compress;

  uses io.github.ckpt4j.spi.Provider;

  exports io.github.ckpt4j;
  exports io.github.ckpt4j.client;
  exports io.github.ckpt4j.providers;
  exports io.github.ckpt4j.spi;
}
