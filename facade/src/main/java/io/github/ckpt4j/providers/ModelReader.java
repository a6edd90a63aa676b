package io.github.ckpt4j.providers;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonToken;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import io.github.ckpt4j.spi.ApiRequest.ReportedError;
import io.github.ckpt4j.spi.ResponseBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a response body into its generated model, in one pass. */
final class ModelReader {
  private static final Gson GSON = new GsonBuilder()
      .setObjectToNumberStrategy(in -> Numbers.exact(in.nextString()))
      .registerTypeAdapter(Long.class, ModelAdapters.INTEGER)
      .registerTypeAdapter(Double.class, ModelAdapters.NUMBER)
      .registerTypeAdapter(String.class, ModelAdapters.TEXT)
      .registerTypeAdapter(Boolean.class, ModelAdapters.BOOLEAN)
      .registerTypeAdapterFactory(new ModelAdapters())
      .create();

  private static final Gson WRITER = new Gson();

  private static final TypeAdapter<Object> ANYTHING = GSON.getAdapter(Object.class);

  private ModelReader() {}

  /** The model, with a note of every item that could not be read. */
  static <R> ModelResponse<R> read(ResponseBody body, Class<R> type) {
    try {
      ResponseReader in = new ResponseReader(body.reader(), body.maxItems(), ANYTHING);
      return read(in, body, GSON.getAdapter(type));
    } catch (UnreadableException e) {
      throw badResponse(e.reason());
    } catch (CharacterCodingException e) {
      throw badResponse("the response is not UTF-8 text");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <R> ModelResponse<R> read(
      ResponseReader in, ResponseBody body, TypeAdapter<R> type) throws IOException {
    @Nullable R model = type.read(in);
    if (in.peek() != JsonToken.END_DOCUMENT) {
      throw new IllegalStateException("Text after the end was not rejected");
    }
    ResponseReader.Problem problem = in.problem();
    if (problem != null) {
      String form = "the response does not have the expected form: ";
      throw problem.field().isEmpty()
          ? reportedError(form + "it " + problem.complaint(), null)
          : badResponse(form + problem.field() + " " + problem.complaint());
    }
    if (model == null) {
      throw badResponse("the response is null");
    }
    return new ModelResponse<>(model, body, in.extras(), in.numbers(), in.badItems());
  }

  /** All members of a response that is an object; it has already been read into its model. */
  static Map<?, ?> members(ResponseBody body) {
    try {
      ResponseReader in = new ResponseReader(body.reader(), body.maxItems(), ANYTHING);
      return (Map<?, ?>) ANYTHING.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JSON of a model that is sent, without the members that are null. */
  static String write(Object model) {
    return WRITER.toJson(model);
  }

  /** The error for a successful response that reports an error in its body. */
  static CheckpointException reportedError(String reason, @Nullable String message) {
    return CheckpointException.builder(
            Kind.BAD_RESPONSE, reason + (message == null ? "" : ": " + Shown.text(message)))
        .cause(new ReportedError(message))
        .build();
  }

  static CheckpointException badResponse(String reason) {
    return CheckpointException.builder(Kind.BAD_RESPONSE, reason).build();
  }
}
