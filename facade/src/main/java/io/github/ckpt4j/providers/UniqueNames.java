package io.github.ckpt4j.providers;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.Reader;
import java.util.HashSet;
import java.util.Set;

/**
 * Refuses an answer whose outermost object says something twice. Of two lists under one name the
 * first would be lost, and the rest pass for the whole.
 */
final class UniqueNames extends JsonReader {
  private final Set<String> names = new HashSet<>();
  private int depth;

  UniqueNames(Reader in) {
    super(in);
  }

  @Override
  public void beginObject() throws IOException {
    super.beginObject();
    depth++;
  }

  @Override
  public void endObject() throws IOException {
    super.endObject();
    depth--;
  }

  @Override
  public String nextName() throws IOException {
    String name = super.nextName();
    if (depth == 1 && !names.add(name)) {
      throw new MalformedJsonException("'" + name + "' is there twice");
    }
    return name;
  }
}
