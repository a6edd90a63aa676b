package io.github.ckpt4j.sandbox;

import java.io.IOException;
import mockwebserver3.MockResponseBody;
import okio.BufferedSink;

/** Sends a file's content as it is computed. */
record ContentBody(Content content) implements MockResponseBody {
  @Override
  public long getContentLength() {
    return content.size();
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    content.writeTo(sink.outputStream());
  }
}
