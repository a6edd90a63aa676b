package io.github.ckpt4j.providers;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSyntaxException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.spi.ResponseBody;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a response body into its generated model. */
final class ModelReader {
  /**
   * Lenient for the bare {@code NaN} and {@code Infinity} that Python servers write for a diverged
   * run. What is not JSON at all still fails: the models ask for an object and find none.
   */
  private static final Gson GSON =
      new GsonBuilder().setStrictness(Strictness.LENIENT).create();

  private ModelReader() {}

  /**
   * Reads the answer in one pass. Only if that fails is it read again piece by piece, to say which
   * checkpoint is bad and to keep the others.
   */
  static <R> ModelResponse<R> read(ResponseBody body, Class<R> type) {
    try {
      return new ModelResponse<>(read(GSON, body, type), TolerantListAdapter.NONE);
    } catch (JsonParseException whole) {
      TolerantListAdapter bad = new TolerantListAdapter();
      Gson tolerant = GSON.newBuilder().registerTypeAdapterFactory(bad).create();
      try {
        return new ModelResponse<>(read(tolerant, body, type), bad);
      } catch (JsonParseException e) {
        throw CheckpointException.builder(
                Kind.BAD_RESPONSE, "the answer is not the JSON that was asked for")
            .cause(e)
            .build();
      }
    }
  }

  /** The JSON of a model that is sent, without the members that are null. */
  static String write(Object model) {
    return GSON.toJson(model);
  }

  private static <R> R read(Gson gson, ResponseBody body, Class<R> type) {
    JsonReader json = new UniqueNames(body.reader());
    R answer = fromJson(gson, json, type);
    if (answer == null) {
      throw CheckpointException.builder(Kind.BAD_RESPONSE, "the answer is empty")
          .build();
    }
    try {
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonSyntaxException("There is more behind the end");
      }
    } catch (IOException e) {
      throw new JsonSyntaxException(e);
    }
    return answer;
  }

  /** Reads as Gson does, which reports every fault as its own exception but that of a bad double. */
  static <T> @Nullable T fromJson(Gson gson, JsonReader json, Class<T> type) {
    try {
      return gson.fromJson(json, type);
    } catch (NumberFormatException e) {
      throw new JsonSyntaxException(e);
    }
  }
}
