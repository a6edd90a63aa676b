package io.github.ckpt4j.provider;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSyntaxException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.github.ckpt4j.CheckpointException;
import io.github.ckpt4j.CheckpointException.Kind;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Function;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.Converter;
import retrofit2.Invocation;
import retrofit2.Retrofit;

/**
 * The way between a generated client and an {@link Exchange}.
 *
 * <p>A generated Retrofit interface says what a request looks like, a generated model what its
 * answer holds. Both are used for just that: the call is made but never sent, its URL is taken and
 * becomes an exchange; the client sends it, and the answer is read into the model here.
 */
final class Wire {
  private static final String NOWHERE = "http://localhost/";

  /** The client that makes the calls opens no connection; setting up TLS for it would cost time. */
  private static final List<ConnectionSpec> NO_TLS = List.of(ConnectionSpec.CLEARTEXT);

  /**
   * Lenient for the bare {@code NaN} and {@code Infinity} that Python servers write for a diverged
   * run. What is not JSON at all still fails: the models ask for an object and find none.
   */
  private static final Gson GSON =
      new GsonBuilder().setStrictness(Strictness.LENIENT).create();

  private static final Retrofit RETROFIT = new Retrofit.Builder()
      .baseUrl(NOWHERE)
      .client(new OkHttpClient.Builder().connectionSpecs(NO_TLS).build())
      .addConverterFactory(new NoConversion())
      .build();

  private Wire() {}

  /**
   * A generated client whose calls are for {@link #exchange} and cannot be sent. Cheap enough to be
   * made for each request, so that a provider nobody asks loads no classes.
   */
  static <A> A client(Class<A> api) {
    return RETROFIT.create(api);
  }

  /** The call as an exchange, its answer read as {@code type} and then translated. */
  static <R, T> Exchange<T> exchange(
      Call<R> call, Class<R> type, Function<Answer<R>, T> translate) {
    Request request = call.request();
    Invocation invocation = request.tag(Invocation.class);
    String operation = invocation == null ? "request" : invocation.method().getName();
    return new Exchange<>(
        operation, pathAndQuery(request.url()), body -> translate.apply(read(body, type)));
  }

  private static String pathAndQuery(HttpUrl url) {
    return url.toString().substring(NOWHERE.length());
  }

  /**
   * Reads the answer in one pass. Only if that fails is it read again piece by piece, to say which
   * checkpoint is bad and to keep the others.
   */
  private static <R> Answer<R> read(Body body, Class<R> type) {
    try {
      return new Answer<>(read(GSON, body, type), BadItems.NONE);
    } catch (JsonParseException whole) {
      BadItems bad = new BadItems();
      Gson tolerant = GSON.newBuilder().registerTypeAdapterFactory(bad).create();
      try {
        return new Answer<>(read(tolerant, body, type), bad);
      } catch (JsonParseException e) {
        throw CheckpointException.builder(
                Kind.BAD_RESPONSE, "the answer is not the JSON that was asked for")
            .cause(e)
            .build();
      }
    }
  }

  private static <R> R read(Gson gson, Body body, Class<R> type) {
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

  /** Retrofit wants a converter for every answer; ours are read by {@link #read}. */
  private static final class NoConversion extends Converter.Factory {
    @Override
    public Converter<ResponseBody, ?> responseBodyConverter(
        Type type, Annotation[] annotations, Retrofit retrofit) {
      return body -> body;
    }
  }
}
