package io.github.ckpt4j.providers;

import io.github.ckpt4j.spi.ApiRequest;
import io.github.ckpt4j.spi.ApiRequest.Method;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.Converter;
import retrofit2.Invocation;
import retrofit2.Retrofit;

/**
 * Turns a call of a generated Retrofit interface into an {@link ApiRequest}. The call is built but
 * never sent: only its URL is used.
 */
final class RequestTemplate {
  private static final String PLACEHOLDER_HOST = "http://localhost/";

  /** This client opens no connection; setting up TLS for it would cost time. */
  private static final List<ConnectionSpec> NO_TLS = List.of(ConnectionSpec.CLEARTEXT);

  private static final Retrofit RETROFIT = new Retrofit.Builder()
      .baseUrl(PLACEHOLDER_HOST)
      .client(new OkHttpClient.Builder().connectionSpecs(NO_TLS).build())
      .addConverterFactory(new NoConversion())
      .build();

  private RequestTemplate() {}

  /**
   * A generated client whose calls are for {@link #request} and cannot be sent. Cheap enough to
   * create for each request, so that an unused provider loads no classes.
   */
  static <A> A client(Class<A> api) {
    return RETROFIT.create(api);
  }

  /** The call as a request whose response is read as {@code type} and then translated. */
  static <R, T> ApiRequest<T> request(
      Call<R> call, Class<R> type, Function<ModelResponse<R>, T> translate) {
    return request(call, type, Map.of(), translate);
  }

  /** The same with more query parameters, which the generated interface cannot express. */
  static <R, T> ApiRequest<T> request(
      Call<R> call,
      Class<R> type,
      Map<String, String> query,
      Function<ModelResponse<R>, T> translate) {
    Request request = call.request();
    HttpUrl.Builder url = request.url().newBuilder();
    query.forEach(url::addQueryParameter);
    return new ApiRequest<>(
        operation(call),
        Method.valueOf(request.method()),
        pathAndQuery(url.build()),
        text(request.body()),
        true,
        body -> translate.apply(ModelReader.read(body, type)));
  }

  /** The call as a request for text in any format. */
  static ApiRequest<String> text(Call<?> call) {
    return new ApiRequest<>(operation(call), path(call), body -> body.text());
  }

  private static String operation(Call<?> call) {
    Invocation invocation = call.request().tag(Invocation.class);
    return invocation == null ? "request" : invocation.method().getName();
  }

  /** The path and query of a call whose response is not read into a model: the bytes of a file. */
  static String path(Call<?> call) {
    return pathAndQuery(call.request().url());
  }

  private static @Nullable String text(@Nullable RequestBody body) {
    if (body == null) {
      return null;
    }
    Buffer buffer = new Buffer();
    try {
      body.writeTo(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return buffer.readUtf8();
  }

  private static String pathAndQuery(HttpUrl url) {
    String path = url.encodedPath().substring(1);
    return url.query() == null ? path : path + "?" + url.encodedQuery();
  }

  /**
   * Retrofit requires a converter for every body; here {@link ModelReader} reads and writes them.
   */
  private static final class NoConversion extends Converter.Factory {
    @Override
    public Converter<ResponseBody, ?> responseBodyConverter(
        Type type, Annotation[] annotations, Retrofit retrofit) {
      return body -> body;
    }

    @Override
    public Converter<?, RequestBody> requestBodyConverter(
        Type type, Annotation[] ofParameter, Annotation[] ofMethod, Retrofit retrofit) {
      return model -> RequestBody.create(ModelReader.write(model), null);
    }
  }
}
